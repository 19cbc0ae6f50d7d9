/** What benchmarks of all modules have in common: figures, and the bars they are held against. */
package io.traas.model.bench;
