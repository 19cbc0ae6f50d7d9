/**
 * Ranks who may have caused a symptom, from the call graph and what every node answered before and during it. Pure
 * maths on plain values: no clock, no I/O, and the same facts give the same ranking in whatever order they come.
 */
package io.traas.detector.localise;
