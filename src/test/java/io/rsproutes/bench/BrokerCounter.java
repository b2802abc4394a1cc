package io.rsproutes.bench;

import java.io.IOException;

import javax.management.JMException;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;

/** Messages that came to the broker's addresses, as it counts them itself (JMX, attached to its JVM). */
final class BrokerCounter implements AutoCloseable {

    private static final String ADDRESSES =
            "org.apache.activemq.artemis:broker=*,component=addresses,address=\"rsp.*\"";
    private final JMXConnector connector;
    private final MBeanServerConnection beans;

    BrokerCounter(Process broker) throws IOException {
        // The broker's script is its parent.
        long pid = broker.descendants().mapToLong(ProcessHandle::pid).max().orElse(broker.pid());
        try {
            var machine = VirtualMachine.attach(String.valueOf(pid));
            try {
                connector = JMXConnectorFactory.connect(new JMXServiceURL(machine.startLocalManagementAgent()));
                beans = connector.getMBeanServerConnection();
            } finally {
                machine.detach();
            }
        } catch (AttachNotSupportedException e) {
            throw new IOException(e);
        }
    }

    /** Nudges, events and dead letters so far. */
    long messages() {
        try {
            long messages = 0;
            for (var address : beans.queryNames(new ObjectName(ADDRESSES), null)) {
                messages += (long) beans.getAttribute(address, "RoutedMessageCount");
            }
            return messages;
        } catch (JMException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() throws IOException {
        connector.close();
    }
}
