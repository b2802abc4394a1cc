package io.rsproutes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import io.rsproutes.config.Settings;
import org.apache.camel.spring.boot.cloud.CamelCloudAutoConfiguration;
import org.apache.camel.spring.boot.cloud.CamelCloudServiceCallConfigurationAutoConfiguration;
import org.apache.camel.spring.boot.cloud.CamelCloudServiceChooserAutoConfiguration;
import org.apache.camel.spring.boot.cloud.CamelCloudServiceDiscoveryAutoConfiguration;
import org.apache.camel.spring.boot.cloud.CamelCloudServiceFilterAutoConfiguration;
import org.apache.camel.spring.boot.vault.AwsVaultAutoConfiguration;
import org.apache.camel.spring.boot.vault.AzureVaultAutoConfiguration;
import org.apache.camel.spring.boot.vault.CyberArkVaultAutoConfiguration;
import org.apache.camel.spring.boot.vault.GcpVaultAutoConfiguration;
import org.apache.camel.spring.boot.vault.HashicorpVaultAutoConfiguration;
import org.apache.camel.spring.boot.vault.IBMVaultAutoConfiguration;
import org.apache.camel.spring.boot.vault.KubernetesConfigMapVaultAutoConfiguration;
import org.apache.camel.spring.boot.vault.KubernetesVaultAutoConfiguration;
import org.apache.cxf.spring.boot.autoconfigure.micrometer.MicrometerMetricsAutoConfiguration;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.autoconfigure.dao.PersistenceExceptionTranslationAutoConfiguration;
import org.springframework.boot.autoconfigure.jms.JmsAutoConfiguration;
import org.springframework.boot.autoconfigure.transaction.TransactionAutoConfiguration;
import org.springframework.boot.autoconfigure.transaction.jta.JtaAutoConfiguration;
import org.springframework.boot.autoconfigure.websocket.servlet.WebSocketServletAutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;

/** Starts an instance; {@code ./config}, {@code ./routes}, {@code ./overrides} beside the jar decide what it does. */
@SpringBootApplication(
        proxyBeanMethods = false,
        exclude = {
            // These look at every method of every bean for annotations that nothing here bears.
            TransactionAutoConfiguration.class,
            AopAutoConfiguration.class,
            JmsAutoConfiguration.class,
            PersistenceExceptionTranslationAutoConfiguration.class,
            // Nothing here uses what these make.
            JtaAutoConfiguration.class,
            WebSocketServletAutoConfiguration.class,
            MicrometerMetricsAutoConfiguration.class,
            CamelCloudAutoConfiguration.class,
            CamelCloudServiceCallConfigurationAutoConfiguration.class,
            CamelCloudServiceChooserAutoConfiguration.class,
            CamelCloudServiceDiscoveryAutoConfiguration.class,
            CamelCloudServiceFilterAutoConfiguration.class,
            AwsVaultAutoConfiguration.class,
            AzureVaultAutoConfiguration.class,
            CyberArkVaultAutoConfiguration.class,
            GcpVaultAutoConfiguration.class,
            HashicorpVaultAutoConfiguration.class,
            IBMVaultAutoConfiguration.class,
            KubernetesConfigMapVaultAutoConfiguration.class,
            KubernetesVaultAutoConfiguration.class
        })
@EnableConfigurationProperties(Settings.class)
public class RspRoutes {

    public static void main(String[] args) {
        try {
            var application = new SpringApplication(RspRoutes.class);
            application.setDefaultProperties(Map.of("routes.folder", folder(Path.of("routes"))));
            application.run(args);
        } catch (Throwable failure) {
            // StartFailure has already said, in one line, what to mend.
            System.exit(1);
        }
    }

    // Camel looks for route files in a folder, but not in one that is a link.
    private static String folder(Path routes) throws IOException {
        return Files.isSymbolicLink(routes) && Files.isDirectory(routes)
                ? routes.toRealPath().toString()
                : routes.toString();
    }
}
