#!/bin/sh
# Takes a node of a kind cluster away, as a power cut would, and gives it back: kind-node.sh down|up NODE
case $1 in
  down) docker pause "$2" ;;
  up) docker unpause "$2" ;;
  *) exit 2 ;;
esac
