/*
 * What holds for every environment and every variant. One file for Jest, whose files share nothing: the variants take longer to render than to look at.
 */
import './invariants/argo-cd';
import './invariants/determinism';
import './invariants/hardening';
import './invariants/network';
import './invariants/objects';
import './invariants/references';
import './invariants/secrets';
import './invariants/store-users';
