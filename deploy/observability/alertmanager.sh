#!/bin/sh
# Ajoute à alertmanager.yml les destinataires que nomment les variables, puis lance Alertmanager (deploy/observability.yml).
#   ALERTES_A, ALERTES_DE             adresses où écrire, séparées par des virgules ; adresse de l'expéditeur
#   ALERTES_WEBHOOK                   adresse HTTP à appeler ; si elle est secrète, le fichier alertes_webhook
#   SMTP_HOST, SMTP_PORT, SMTP_TLS    serveur d'envoi ; SMTP_TLS : non, starttls ou implicite (port 465)
#   SMTP_USER                         compte sur ce serveur ; son mot de passe, le fichier smtp_password
set -eu
ici=$(cd "$(dirname "$0")" && pwd)
secrets=${SECRETS:-/run/secrets/supervision}
config=${CONFIG:-$(mktemp)}
webhook=${ALERTES_WEBHOOK:-$(cat "$secrets/alertes_webhook" 2>/dev/null || true)}

refuser() { echo "$1" >&2; exit 1; }
[ -n "${ALERTES_A:-}$webhook" ] || refuser "Ni ALERTES_A ni ALERTES_WEBHOOK : aucune alerte n'atteindrait personne."
case ${SMTP_TLS:-non} in
  non) exiger=false ;;
  starttls) exiger=true ;;
  implicite) exiger=true; [ "$SMTP_PORT" = 465 ] || refuser "SMTP_TLS=implicite demande le port 465." ;;
  *) refuser "SMTP_TLS=$SMTP_TLS : non, starttls ou implicite." ;;
esac

courriel() {
  cat <<FIN
    email_configs:
      - to: '$ALERTES_A'
        from: '$ALERTES_DE'
        smarthost: '$SMTP_HOST:$SMTP_PORT'
        require_tls: $exiger
        send_resolved: true
        headers: {Subject: '{{ template "sujet" . }}'}
        html: ''
        text: '{{ template "texte" . }}'
FIN
  [ -z "${SMTP_USER:-}" ] || cat <<FIN
        auth_username: '$SMTP_USER'
        auth_password_file: '$secrets/smtp_password'
FIN
}

umask 077
{
  cat "$ici/alertmanager.yml"
  echo "templates: ['$ici/alertes.tmpl']"
  echo "receivers:"
  echo "  - name: exploitation"
  [ -z "${ALERTES_A:-}" ] || courriel
  [ -z "$webhook" ] || printf "    webhook_configs: [{url: '%s', send_resolved: true}]\n" "$webhook"
} >"$config"
exec "${ALERTMANAGER:-alertmanager}" --config.file="$config" "$@"
