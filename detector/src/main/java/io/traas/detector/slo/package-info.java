/**
 * Objectives and how fast their error budget burns: multi-window, multi-burn-rate alerting as in chapter 5 of the Site
 * Reliability Workbook (Google, 2018), on bounded state. Pure: no clock, no I/O, no Flink.
 */
package io.traas.detector.slo;
