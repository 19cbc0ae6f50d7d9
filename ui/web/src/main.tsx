import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { RequestError } from './api/client.ts'
import './tokens.css'
import './base.css'
import { LiveProvider } from './live/LiveContext.tsx'
import { createAppRouter } from './router.tsx'

const client = new QueryClient({
  defaultOptions: {
    queries: {
      // The stream keeps snapshots fresh; what it missed is fetched again on `resync`.
      staleTime: 30_000,
      // A refusal will not change by asking again; a missing answer may.
      retry: (failures, error) => failures < 1 && !(error instanceof RequestError && error.status >= 400 && error.status < 500),
      retryDelay: 800,
    },
  },
})

const router = createAppRouter()
const element = document.getElementById('root')
if (!element) throw new Error('index.html has no #root')

createRoot(element).render(
  <StrictMode>
    <QueryClientProvider client={client}>
      <LiveProvider>
        <RouterProvider router={router} />
      </LiveProvider>
    </QueryClientProvider>
  </StrictMode>,
)
