/** Where trouble comes from: pure maths on call graphs, no clock, no I/O. */
package io.traas.detector.localise;
