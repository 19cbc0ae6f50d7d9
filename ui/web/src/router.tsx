import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Navigate,
  type RouterHistory,
  redirect,
  retainSearchParams,
} from '@tanstack/react-router'
import { readListSearch } from './incidents/filters.ts'
import { IncidentsPage } from './incidents/IncidentsPage.tsx'
import { readIncidentSearch } from './incident/search.ts'
import { Failure, Skeleton } from './kit/Loadable.tsx'
import { Shell } from './shell/Shell.tsx'

/** Search parameters that every page keeps. */
interface RootSearch {
  tz?: 'local'
}

const root = createRootRoute({
  validateSearch: (raw: Record<string, unknown>): RootSearch => (raw.tz === 'local' ? { tz: 'local' } : {}),
  search: { middlewares: [retainSearchParams(['tz'])] },
  component: Shell,
  notFoundComponent: () => <Navigate to="/incidents" replace />,
  errorComponent: ({ error, reset }) => <Failure error={error instanceof Error ? error : new Error(String(error))} retry={reset} />,
})

const home = createRoute({
  getParentRoute: () => root,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/incidents' })
  },
})

const incidents = createRoute({
  getParentRoute: () => root,
  path: '/incidents',
  validateSearch: readListSearch,
  component: IncidentsPage,
})

const incident = createRoute({
  getParentRoute: () => root,
  path: '/incidents/$id',
  validateSearch: readIncidentSearch,
  component: lazyRouteComponent(() => import('./incident/IncidentPage.tsx'), 'IncidentPage'),
})

const readText = (raw: Record<string, unknown>): { q?: string } => (typeof raw.q === 'string' && raw.q ? { q: raw.q } : {})

const services = createRoute({
  getParentRoute: () => root,
  path: '/services',
  validateSearch: readText,
  component: lazyRouteComponent(() => import('./services/ServicesPage.tsx'), 'ServicesPage'),
})

const health = createRoute({
  getParentRoute: () => root,
  path: '/health',
  component: lazyRouteComponent(() => import('./health/HealthPage.tsx'), 'HealthPage'),
})

const runbooks = createRoute({
  getParentRoute: () => root,
  path: '/runbooks',
  validateSearch: (raw: Record<string, unknown>): { id?: string } => (typeof raw.id === 'string' ? { id: raw.id } : {}),
  component: lazyRouteComponent(() => import('./runbooks/RunbooksPage.tsx'), 'RunbooksPage'),
})

const activity = createRoute({
  getParentRoute: () => root,
  path: '/activity',
  component: lazyRouteComponent(() => import('./activity/ActivityPage.tsx'), 'ActivityPage'),
})

const routeTree = root.addChildren([home, incidents, incident, services, health, runbooks, activity])

/** @param history where addresses come from; the browser's, unless a test brings its own */
export function createAppRouter(history?: RouterHistory) {
  return createRouter({
    routeTree,
    defaultPreload: 'intent',
    scrollRestoration: true,
    defaultPendingMs: 150,
    defaultPendingMinMs: 0,
    defaultPendingComponent: () => <Skeleton rows={8} />,
    ...(history && { history }),
  })
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createAppRouter>
  }
}
