/**
 * The practice cluster: a Kubernetes API over HTTP, the controllers behind it, and kubelets that start real processes.
 *
 * <p>How a request travels: {@code api} receives it, asks who may do what and finds the resource; {@code read} lists
 * and watches; {@code write} checks, patches and stores by the rules of a real API server; {@code store} keeps objects
 * under one version counter. Every stored change wakes {@code control}, which rolls out, replaces, places, evicts, and
 * {@code kubelet}, which makes pods real in {@code container}s.
 *
 * <p>Faithful, and compared with recorded answers of a real server: versions, generations and conflicts, JSON, merge and
 * strategic merge patches, dry run, scale, eviction under budgets, deletion with grace and preconditions, selectors in
 * watches, roll-out, undo and pause, quarantine by labels, cordon, loss of a node, back-off of crashing containers, the
 * two admission policies of {@code deploy/fence.yaml} while they are stored.
 *
 * <p>Not there, so do not practise on it: server-side apply (415), other admission policies, quotas, warnings for unknown
 * fields, past states of lists, controllers of StatefulSets, DaemonSets, Jobs, CronJobs and autoscalers, network policies
 * and routes (their objects are only stored), pods/resize, resources when pods are placed, init containers, volumes other than {@code POD_VOLUME}, exec and logs. A
 * watch needs a WebSocket; over plain HTTP it tells what there is and ends.
 *
 * <p>Two conventions stand in for what a container gets from a real cluster: the variable {@code POD_VOLUME} names a
 * directory that lives as long as the pod, and {@code SERVICE_DIRECTORY} one with a file {@code namespace/service} for
 * each Service, listing its ready endpoints.
 */
package io.traas.drills.cluster;
