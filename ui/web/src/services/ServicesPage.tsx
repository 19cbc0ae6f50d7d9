import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useState } from 'react'
import { servicesQuery, signalsQuery } from '../api/queries.ts'
import type { Service } from '../api/types.ts'
import { Empty, Loadable } from '../kit/Loadable.tsx'
import { SearchField } from '../kit/SearchField.tsx'
import { shortName, targetKey } from '../kit/target.ts'
import { usePageTitle } from '../shell/pageTitle.ts'
import { ServiceCard } from './ServiceCard.tsx'
import css from './ServicesPage.module.css'

const route = getRouteApi('/services')
const ORDER: Service['health'][] = ['DOWN', 'DEGRADED', 'UNKNOWN', 'OK']

export function ServicesPage() {
  usePageTitle('Services')
  const { q = '' } = route.useSearch()
  const navigate = route.useNavigate()
  const services = useQuery(servicesQuery)
  const signals = useQuery(signalsQuery)
  const [opened, setOpened] = useState<ReadonlySet<string>>(new Set())
  const units = Object.fromEntries((signals.data ?? []).map((signal) => [signal.name, signal.unit]))
  const toggle = (key: string) =>
    setOpened((before) => {
      const next = new Set(before)
      if (!next.delete(key)) next.add(key)
      return next
    })
  return (
    <div className={css.page}>
      <h1>Services</h1>
      <SearchField
        label="Search services"
        placeholder="Name, namespace, kind, pod, node   /"
        value={q}
        onChange={(text) => void navigate({ search: text ? { q: text } : {}, replace: true })}
      />
      <Loadable query={services} rows={8}>
        {({ services: all }) => {
          const shown = all.filter((service) => matches(service, q)).toSorted(worstFirst)
          if (all.length === 0) return <Empty title="No workloads seen yet">They appear once the collectors have read the cluster.</Empty>
          if (shown.length === 0) return <Empty title="No service matches">None of {all.length} contains “{q}”.</Empty>
          return (
            <ul className={css.list}>
              {shown.map((service) => {
                const key = targetKey(service.target)
                return (
                  <ServiceCard
                    key={key}
                    service={service}
                    units={units}
                    open={opened.has(key) || shown.length === 1}
                    onToggle={() => toggle(key)}
                  />
                )
              })}
            </ul>
          )
        }}
      </Loadable>
    </div>
  )
}

function worstFirst(a: Service, b: Service): number {
  return ORDER.indexOf(a.health) - ORDER.indexOf(b.health) || targetKey(a.target).localeCompare(targetKey(b.target))
}

function matches(service: Service, q: string): boolean {
  const needle = q.trim().toLowerCase()
  const hay = [shortName(service.target), service.target.kind, ...service.pods.flatMap((pod) => [pod.name, pod.node])]
  return hay.some((text) => text.toLowerCase().includes(needle))
}
