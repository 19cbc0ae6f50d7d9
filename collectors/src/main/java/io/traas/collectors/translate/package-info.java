/**
 * What Kubernetes objects mean to the platform: target states, changes, pods to scrape. Pure functions of one or two
 * views of the cluster; nothing here calls a server, keeps state or reads a clock.
 */
package io.traas.collectors.translate;
