/**
 * One replica of one service of the practice bank: what runs inside its process. Every replica is a JVM of its own, so
 * this package keeps to the JDK and Micrometer, and starts in half a second of processor time.
 */
package io.traas.drills.bank.service;
