package dev.drover.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import dev.drover.config.ConfigFile;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** Objects that belong together, each read strictly. */
record Manifests(List<HasMetadata> objects) {

  /** Of a workload: what a pod is made from, and how its pods are found again. */
  record Workload(HasMetadata object, PodTemplateSpec template, LabelSelector selector) {
    Container container() {
      return template.getSpec().getContainers().get(0);
    }

    /** In bytes. */
    long memoryLimit() {
      Quantity limit = container().getResources().getLimits().get("memory");
      return limit.getNumericalAmount().longValueExact();
    }

    Map<String, String> labels() {
      return template.getMetadata().getLabels();
    }

    boolean isSelectedBy(Map<String, String> labels) {
      return labels != null
          && !labels.isEmpty()
          && labels().entrySet().containsAll(labels.entrySet());
    }

    /** Null when there is none of that name. */
    ContainerPort port(String name) {
      return container().getPorts().stream()
          .filter(port -> port.getName().equals(name))
          .findFirst()
          .orElse(null);
    }

    /** Values that are written there; those of the pod itself are only known when there is one. */
    Map<String, String> env() {
      Map<String, String> env = new LinkedHashMap<>();
      for (EnvVar each : container().getEnv()) {
        env.put(each.getName(), each.getValue() == null ? "10.0.0.1" : each.getValue());
      }
      return env;
    }
  }

  static Manifests parse(String yaml) {
    List<HasMetadata> objects = new ArrayList<>();
    for (JsonNode each : documents(yaml)) {
      objects.add(StrictModel.read(each));
    }
    return new Manifests(objects);
  }

  private static List<JsonNode> documents(String yaml) {
    List<JsonNode> documents = new ArrayList<>();
    Load load = new Load(LoadSettings.builder().setAllowDuplicateKeys(false).build());
    load.loadAllFromString(yaml).forEach(each -> documents.add(StrictModel.tree(each)));
    return documents;
  }

  <T extends HasMetadata> List<T> all(Class<T> type) {
    return objects.stream().filter(type::isInstance).map(type::cast).toList();
  }

  <T extends HasMetadata> T named(Class<T> type, String name) {
    return all(type).stream()
        .filter(each -> each.getMetadata().getName().equals(name))
        .findFirst()
        .orElse(null);
  }

  /** The only one. */
  Workload workload() {
    List<Workload> workloads =
        Stream.concat(
                all(Deployment.class).stream()
                    .map(
                        each ->
                            new Workload(
                                each, each.getSpec().getTemplate(), each.getSpec().getSelector())),
                all(StatefulSet.class).stream()
                    .map(
                        each ->
                            new Workload(
                                each, each.getSpec().getTemplate(), each.getSpec().getSelector())))
            .toList();
    if (workloads.size() != 1) {
      throw new AssertionError("there must be one workload, there are " + workloads.size());
    }
    return workloads.get(0);
  }

  /** How many pods the workload has. */
  int replicas() {
    return workload().object() instanceof StatefulSet set
        ? set.getSpec().getReplicas()
        : ((Deployment) workload().object()).getSpec().getReplicas();
  }

  /** The files of a volume of the workload's container; empty when there is no such config map. */
  Map<String, String> files(String volume) {
    return workload().template().getSpec().getVolumes().stream()
        .filter(each -> each.getName().equals(volume) && each.getConfigMap() != null)
        .map(each -> named(ConfigMap.class, each.getConfigMap().getName()))
        .filter(map -> map != null)
        .findFirst()
        .map(ConfigMap::getData)
        .orElse(Map.of());
  }

  /** What Drover reads in the pod, with the pod's own environment. */
  ConfigFile drover() {
    return ConfigFile.parse(
        Path.of("/etc/drover/drover.yaml"),
        files("config").get("drover.yaml"),
        null,
        workload().env());
  }
}
