package dev.drover.k8s;

import dev.drover.k8s.Manifests.Workload;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import java.util.List;
import java.util.Map;

/** Names, selectors and ports by which one object refers to another. */
final class WiringRules {
  private final Manifests manifests;
  private final Problems problems;
  private final Workload workload;

  WiringRules(Manifests manifests, Problems problems) {
    this.manifests = manifests;
    this.problems = problems;
    this.workload = manifests.workload();
  }

  void check() {
    problems.require(
        selects(workload.selector().getMatchLabels()), "the workload does not select its pods");
    namespace();
    services();
    discovery();
    disruption();
    scaling();
    rights();
    monitors();
    update();
  }

  private boolean selects(Map<String, String> labels) {
    return workload.isSelectedBy(labels);
  }

  private ContainerPort port(String name) {
    return workload.port(name);
  }

  private void namespace() {
    for (HasMetadata each : manifests.objects()) {
      String where = each.getMetadata().getNamespace();
      Namespace namespace =
          manifests.named(Namespace.class, where == null ? each.getMetadata().getName() : where);
      problems.require(
          namespace != null, "%s is in no namespace that there is", each.getMetadata().getName());
      if (namespace != null) {
        problems.require(
            "restricted"
                .equals(
                    namespace.getMetadata().getLabels().get("pod-security.kubernetes.io/enforce")),
            "pods of the namespace may do what they want");
      }
    }
  }

  private void services() {
    for (Service service : manifests.all(Service.class)) {
      String name = service.getMetadata().getName();
      problems.require(selects(service.getSpec().getSelector()), "service %s selects no pod", name);
      for (ServicePort port : service.getSpec().getPorts()) {
        problems.require(
            port(port.getTargetPort().getStrVal()) != null,
            "service %s leads to a port %s that the container does not name",
            name,
            port.getTargetPort().getStrVal());
      }
    }
  }

  /** What drover.yaml names is there, and the ports are those that are declared. */
  private void discovery() {
    String name = ClusterFacts.serviceName(manifests.drover());
    Service service = name == null ? null : manifests.named(Service.class, name);
    problems.require(service != null, "there is no service %s to find members by", name);
    if (service != null) {
      problems.require(
          "None".equals(service.getSpec().getClusterIP()), "service %s must be headless", name);
      problems.require(
          Boolean.TRUE.equals(service.getSpec().getPublishNotReadyAddresses()),
          "service %s must name pods that are not ready: they must join to be",
          name);
    }
    NetworkRules.INNER.forEach(
        each -> declared(each, ClusterFacts.first(manifests.drover(), each), "cluster"));
    declared("health", manifests.drover().health().port(), "control.health");
  }

  private void declared(String portName, int number, String where) {
    problems.require(
        port(portName) != null && port(portName).getContainerPort() == number,
        "%s in drover.yaml has port %d for %s, the container another",
        where,
        number,
        portName);
  }

  private void disruption() {
    List<PodDisruptionBudget> budgets = manifests.all(PodDisruptionBudget.class);
    problems.require(
        budgets.size() == 1 && selects(budgets.get(0).getSpec().getSelector().getMatchLabels()),
        "no disruption budget is about the pods");
  }

  private void scaling() {
    for (HorizontalPodAutoscaler each : manifests.all(HorizontalPodAutoscaler.class)) {
      var target = each.getSpec().getScaleTargetRef();
      problems.require(
          target.getKind().equals(workload.object().getKind())
              && target.getName().equals(workload.object().getMetadata().getName()),
          "the autoscaler scales %s %s, which is not there",
          target.getKind(),
          target.getName());
      problems.require(
          !(workload.object() instanceof Deployment deployment)
              || deployment.getSpec().getReplicas() == null,
          "a workload that is scaled must not say how many pods it has: each apply would set it back");
      problems.require(
          each.getSpec().getMinReplicas() < each.getSpec().getMaxReplicas(),
          "the autoscaler has nothing to do");
    }
  }

  private void rights() {
    String account = workload.template().getSpec().getServiceAccountName();
    ServiceAccount own = manifests.named(ServiceAccount.class, account);
    problems.require(own != null, "there is no service account %s", account);
    boolean bound = false;
    for (RoleBinding binding : manifests.all(RoleBinding.class)) {
      problems.require(
          manifests.named(Role.class, binding.getRoleRef().getName()) != null,
          "role binding %s names no role",
          binding.getMetadata().getName());
      bound |=
          binding.getSubjects().stream().anyMatch(subject -> subject.getName().equals(account));
    }
    problems.require(
        own == null || Boolean.TRUE.equals(own.getAutomountServiceAccountToken()) == bound,
        "a token must be mounted where there is a right that needs it, and nowhere else");
  }

  private void monitors() {
    for (ServiceMonitor monitor : manifests.all(ServiceMonitor.class)) {
      Map<String, String> wanted = monitor.spec.selector().getMatchLabels();
      for (ServiceMonitor.Endpoint endpoint : monitor.spec.endpoints()) {
        problems.require(
            manifests.all(Service.class).stream()
                .filter(
                    service ->
                        service.getMetadata().getLabels().entrySet().containsAll(wanted.entrySet()))
                .flatMap(service -> service.getSpec().getPorts().stream())
                .anyMatch(port -> endpoint.port().equals(port.getName())),
            "the service monitor scrapes a port %s that no service has",
            endpoint.port());
      }
    }
  }

  private void update() {
    if (workload.object() instanceof Deployment deployment) {
      var rolling = deployment.getSpec().getStrategy().getRollingUpdate();
      problems.require(
          Integer.valueOf(0).equals(rolling.getMaxUnavailable().getIntVal()),
          "a rolling update must not end a pod before the next one is ready");
    } else if (workload.object() instanceof StatefulSet set) {
      problems.require(
          manifests.named(Service.class, set.getSpec().getServiceName()) != null,
          "the stateful set names no service");
    }
  }
}
