#!/bin/sh
# The CNI plugin flannel, as far as pods need it: bridge, with the subnet that flannel in K3s wrote down.
cat >/dev/null
. /run/flannel/subnet.env 2>/dev/null
subnet=$(echo "$FLANNEL_SUBNET" | sed 's#\.1/#.0/#')
exec "$(dirname "$0")/bridge" <<EOF
{"cniVersion":"1.0.0","name":"cbr0","type":"bridge","bridge":"cni0","mtu":${FLANNEL_MTU:-1400},"isGateway":true,
 "hairpinMode":true,"forceAddress":true,"ipMasq":false,"ipam":{"type":"host-local","subnet":"${subnet:-10.42.0.0/24}",
 "routes":[{"dst":"10.42.0.0/16"}]}}
EOF
