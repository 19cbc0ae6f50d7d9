package io.traas.drills.faults;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.traas.drills.bank.Bank;
import io.traas.drills.bank.BankManifests.Workload;
import io.traas.drills.bank.service.Role;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/** A roll-out that changes nothing but the configuration, to a wrong address or a hopeless time-out. */
final class BadConfig implements Fault {

    private static final String HOPELESS_TIMEOUT_MS = "3";

    @Override
    public String id() {
        return "bad-config";
    }

    @Override
    public String description() {
        return "A new configuration is rolled out that names a wrong address or a hopeless time-out.";
    }

    @Override
    public List<String> candidates(Bank bank) {
        return Targets.of(Role.GATEWAY, Role.PAYMENT);
    }

    @Override
    public Injection inject(Bank bank, String target, RandomGenerator random) {
        Workload workload = Targets.workload(target);
        List<Role> needed = workload.calls().stream()
                .filter(callee -> callee != Role.NOTIFICATION)
                .toList();
        Role callee = needed.get(random.nextInt(needed.size()));
        Map<String, String> data = new HashMap<>();
        workload.calls().forEach(role -> data.put(role.name() + "_SERVICE", role.workload()));
        if (random.nextBoolean()) {
            data.put(callee.name() + "_SERVICE", callee.workload() + "-eu");
        } else {
            data.put(callee.name() + "_TIMEOUT_MS", HOPELESS_TIMEOUT_MS);
        }
        bank.pipeline()
                .configure(
                        workload,
                        new ConfigMapBuilder()
                                .withNewMetadata()
                                .withNamespace(workload.namespace())
                                .withName(workload.configName() + "-" + Integer.toHexString(random.nextInt(1 << 24)))
                                .endMetadata()
                                .withData(data)
                                .build());
        return Injection.done(bank, target, Collateral.of(workload));
    }
}
