/** How the bank's services, and their customers, find and address each other. JDK only. */
package io.traas.drills.bank.wire;
