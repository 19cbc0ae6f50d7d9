/**
 * The third stage of the loop: decides. Reads incidents with everything known about them, writes decisions. It has no way
 * to touch a cluster: it evaluates authored rules.
 */
package io.traas.runbooks;
