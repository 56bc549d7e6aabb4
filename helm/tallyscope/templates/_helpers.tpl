{{- define "tallyscope.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 50 | trimSuffix "-" -}}
{{- end }}

{{- define "tallyscope.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 50 | trimSuffix "-" -}}
{{- else if contains (include "tallyscope.name" .) .Release.Name -}}
{{- .Release.Name | trunc 50 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name (include "tallyscope.name" .) | trunc 50 | trimSuffix "-" -}}
{{- end -}}
{{- end }}

{{- /* The operator takes no name of a Cluster beyond 50 characters. */ -}}
{{- define "tallyscope.cluster" -}}
{{- include "tallyscope.fullname" . | trunc 41 | trimSuffix "-" }}-database
{{- end }}

{{- /* Kubernetes takes no name of a CronJob beyond 52 characters. */ -}}
{{- define "tallyscope.jobName" -}}
{{- include "tallyscope.fullname" .root | trunc (int (sub 51 (len .job))) | trimSuffix "-" }}-{{ .job }}
{{- end }}

{{- define "tallyscope.selector" -}}
app.kubernetes.io/name: {{ include "tallyscope.name" .root }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .component }}
{{- end }}

{{- define "tallyscope.labels" -}}
{{ include "tallyscope.selector" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/part-of: tallyscope
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version }}
{{- end }}

{{- define "tallyscope.image" -}}
{{- with .Values.image -}}
{{- if .digest -}}{{ .repository }}@{{ .digest }}{{- else -}}{{ .repository }}:{{ .tag | default $.Chart.AppVersion }}{{- end -}}
{{- end -}}
{{- end }}

{{- /* The Deployments of the service: one for all roles, or one for each. */ -}}
{{- define "tallyscope.workloads" -}}
{{- if .Values.split }}
- { component: web, roles: web, serves: true }
- { component: api, roles: api, serves: true }
- { component: worker, roles: worker, serves: false }
{{- else }}
- { component: app, roles: "web,api,worker", serves: true }
{{- end }}
{{- end }}

{{- /* Connections of all pods at their most, with one more of each Deployment during a rollout, and of jobs: a pool, and nine that a process may open beside it. */ -}}
{{- define "tallyscope.connections" -}}
{{- $process := add (.Values.config.DATABASE_POOL_SIZE | default 10) 9 -}}
{{- $processes := mul (include "tallyscope.workloads" . | fromYamlArray | len) (add1 .Values.autoscaling.maxReplicas) -}}
{{- add (mul $process $processes) 40 -}}
{{- end }}

{{- define "tallyscope.embedded" -}}
{{- if eq .Values.database.mode "embedded" }}true{{ end -}}
{{- end }}

{{- define "tallyscope.otlp" -}}
{{- if .Values.collector.enabled -}}http://{{ include "tallyscope.fullname" . }}-collector:4318{{- else -}}{{ .Values.telemetry.endpoint }}{{- end -}}
{{- end }}

{{- define "tallyscope.podSecurity" -}}
runAsNonRoot: true
{{- /* OpenShift gives each namespace users of its own, and refuses a pod that asks for another. */ -}}
{{- if not (.Capabilities.APIVersions.Has "security.openshift.io/v1") }}
runAsUser: 65532
runAsGroup: 65532
fsGroup: 65532
{{- end }}
fsGroupChangePolicy: OnRootMismatch
seccompProfile: { type: RuntimeDefault }
{{- end }}

{{- /* Where every pod of the release may run, and what its images ask for. */ -}}
{{- define "tallyscope.placement" -}}
{{- with .Values.image.pullSecrets }}
imagePullSecrets: {{- range . }}{{ nindent 2 (printf "- name: %s" .) }}{{ end }}
{{- end }}
{{- with .Values.priorityClassName }}
priorityClassName: {{ . }}
{{- end }}
{{- with .Values.nodeSelector }}
nodeSelector: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .Values.tolerations }}
tolerations: {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}

{{- /* Where a pod of the service may reach in any case: names, the database, and what else is outside. */ -}}
{{- define "tallyscope.egress" -}}
{{- $policy := .Values.networkPolicy -}}
- ports: [{ port: 53, protocol: UDP }, { port: 53, protocol: TCP }]
{{- if not (include "tallyscope.embedded" .) }}
- ports: [{ port: 5432 }]
  {{- with $policy.databaseTo }}
  to: {{- toYaml . | nindent 4 }}
  {{- end }}
{{- end }}
{{- with $policy.otherPorts }}
- ports: {{- range . }}{{ nindent 4 (printf "- port: %d" (int .)) }}{{ end }}
  {{- with $policy.otherTo }}
  to: {{- toYaml . | nindent 4 }}
  {{- end }}
{{- end }}
{{- end }}

{{- define "tallyscope.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: { drop: [ALL] }
{{- end }}

{{- /* Where the authorities are that the database's certificate is held against: a volume's source, or nothing. */ -}}
{{- define "tallyscope.databaseCa" -}}
{{- $ca := .Values.database.external.ca -}}
{{- $items := list (dict "key" $ca.key "path" "ca.crt") -}}
{{- if eq .Values.database.mode "cloudnativepg" -}}
{{- /* The operator's own authority; the key that lies beside it in the Secret stays there. */ -}}
{{- dict "secret" (dict "secretName" (printf "%s-ca" (include "tallyscope.cluster" .)) "items" (list (dict "key" "ca.crt" "path" "ca.crt"))) | toJson -}}
{{- else if and (eq .Values.database.mode "external") $ca.configMap -}}
{{- dict "configMap" (dict "name" $ca.configMap "items" $items) | toJson -}}
{{- else if and (eq .Values.database.mode "external") $ca.secretName -}}
{{- dict "secret" (dict "secretName" $ca.secretName "items" $items) | toJson -}}
{{- end -}}
{{- end }}

{{- define "tallyscope.databaseCaPath" -}}/etc/tallyscope/database{{- end }}

{{- define "tallyscope.databaseCaChecksum" -}}
{{- with .Values.database.external.ca -}}
{{- if .configMap -}}{{- (lookup "v1" "ConfigMap" $.Release.Namespace .configMap).data | toJson | sha256sum -}}
{{- else if .secretName -}}{{- (lookup "v1" "Secret" $.Release.Namespace .secretName).data | toJson | sha256sum -}}
{{- end -}}
{{- end -}}
{{- end }}

{{- define "tallyscope.databaseEnvironment" -}}
- name: DATABASE_URL
  valueFrom:
    secretKeyRef:
      {{- if eq .Values.database.mode "cloudnativepg" }}
      name: {{ include "tallyscope.cluster" . }}-app
      key: uri
      {{- else }}
      name: {{ .Values.database.external.secretName }}
      key: {{ .Values.database.external.secretKey }}
      {{- end }}
{{- if include "tallyscope.databaseCa" . }}
- name: DATABASE_CA_FILE
  value: {{ include "tallyscope.databaseCaPath" . }}/ca.crt
{{- end }}
{{- end }}

{{- define "tallyscope.databaseCaMount" -}}
{{- if include "tallyscope.databaseCa" . }}
- { name: database-ca, mountPath: {{ include "tallyscope.databaseCaPath" . }}, readOnly: true }
{{- end }}
{{- end }}

{{- define "tallyscope.databaseCaVolume" -}}
{{- with include "tallyscope.databaseCa" . }}
- name: database-ca
  {{- fromJson . | toYaml | nindent 2 }}
{{- end }}
{{- end }}

{{- /* What every pod of the service is told: settings from the ConfigMap, secrets from their Secrets. */ -}}
{{- define "tallyscope.environment" -}}
envFrom:
  - configMapRef: { name: {{ include "tallyscope.fullname" .root }} }
  {{- with .root.Values.secrets.existingSecret }}
  - secretRef: { name: {{ . }} }
  {{- end }}
env:
  - name: ROLES
    value: {{ .roles | quote }}
  {{- if include "tallyscope.otlp" .root }}
  - name: OTEL_SERVICE_NAME
    value: {{ if .root.Values.split }}tallyscope-{{ .component }}{{ else }}tallyscope{{ end }}
  {{- end }}
  {{- if .root.Values.valkey.enabled }}
  - name: VALKEY_URL
    value: redis://{{ include "tallyscope.fullname" .root }}-valkey:6379
  # A Secret or key that is missing keeps the container from being made; a wrong password keeps it from being ready.
  - name: VALKEY_PASSWORD
    valueFrom:
      secretKeyRef: { name: {{ .root.Values.valkey.secretName }}, key: {{ .root.Values.valkey.secretKey }} }
  {{- end }}
  {{- if not (include "tallyscope.embedded" .root) }}
  {{- include "tallyscope.databaseEnvironment" .root | nindent 2 }}
  {{- end }}
  {{- if and .signs .root.Values.signingKey.existingSecret }}
  - name: SIGNING_KEY
    valueFrom:
      secretKeyRef: { name: {{ .root.Values.signingKey.existingSecret }}, key: {{ .root.Values.signingKey.key }} }
  {{- end }}
{{- end }}

{{- /* What would be wrong only once it runs is refused here. */ -}}
{{- define "tallyscope.check" -}}
{{- $db := .Values.database -}}
{{- if and (eq $db.mode "external") (not $db.external.secretName) -}}
{{- fail "database.external.secretName: name the Secret that holds DATABASE_URL, or choose another database.mode" -}}
{{- end -}}
{{- if and (include "tallyscope.embedded" .) .Values.split -}}
{{- fail "split: the embedded database serves one process; choose another database.mode" -}}
{{- end -}}
{{- if and (not (include "tallyscope.embedded" .)) (not .Values.secrets.existingSecret) -}}
{{- fail "secrets.existingSecret: name a Secret with SESSION_SECRET, which all replicas share" -}}
{{- end -}}
{{- if and $db.external.ca.configMap $db.external.ca.secretName -}}
{{- fail "database.external.ca: name a ConfigMap or a Secret, not both" -}}
{{- end -}}
{{- if and (ne $db.mode "external") (or $db.external.ca.configMap $db.external.ca.secretName) -}}
{{- fail "database.external.ca: it is for database.mode external; CloudNativePG's own authority is found by itself" -}}
{{- end -}}
{{- if and .Values.valkey.enabled (not .Values.valkey.secretName) -}}
{{- fail "valkey.secretName: name the Secret with the password of Valkey" -}}
{{- end -}}
{{- if le (int .Values.terminationGracePeriodSeconds) (int .Values.preStopSeconds) -}}
{{- fail "terminationGracePeriodSeconds: preStopSeconds are part of it, and then requests under way want time to end; give it more" -}}
{{- end -}}
{{- $schedules := list -}}
{{- range .Values.exports.schedules -}}
{{- if has .name $schedules -}}{{- fail (printf "exports.schedules: two are called %s" .name) -}}{{- end -}}
{{- $schedules = append $schedules .name -}}
{{- end -}}
{{- $ways := 0 -}}
{{- range list .Values.ingress.enabled .Values.httpRoute.enabled .Values.traefik.enabled -}}{{- if . -}}{{- $ways = add $ways 1 -}}{{- end -}}{{- end -}}
{{- if gt (int $ways) 1 -}}
{{- fail "ingress, httpRoute and traefik: enable one of them" -}}
{{- end -}}
{{- if and .Values.httpRoute.enabled (not .Values.httpRoute.parentRefs) -}}
{{- fail "httpRoute.parentRefs: name the Gateway" -}}
{{- end -}}
{{- if regexMatch "^[0-9]" (include "tallyscope.fullname" .) -}}
{{- fail "fullnameOverride: give one; a Service's name begins with a letter, and this release's does not" -}}
{{- end -}}
{{- $requests := .Values.resources.requests | default dict -}}
{{- if and (not (include "tallyscope.embedded" .)) (not (and $requests.cpu $requests.memory)) -}}
{{- fail "resources.requests: give cpu and memory; the autoscaler aims at percentages of them" -}}
{{- end -}}
{{- if gt (int .Values.autoscaling.minReplicas) (int .Values.autoscaling.maxReplicas) -}}
{{- fail "autoscaling: minReplicas is more than maxReplicas" -}}
{{- end -}}
{{- end }}
