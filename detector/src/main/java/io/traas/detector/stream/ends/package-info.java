/** Where records come from and go to, and how their time passes. */
package io.traas.detector.stream.ends;
