// Megatec boards that ask for the status, or say who they are, by another name. One table each.
#pragma once

#include "core/protocol.h"

namespace upsmd {

extern const Protocol kQ1;          // only Q1 is known
extern const Protocol kMustek;      // QS
extern const Protocol kMegatecOld;  // D, boards before 1996
extern const Protocol kMecer;       // (ACK and (NAK; Voltronic P98
extern const Protocol kZinto;       // FW?
extern const Protocol kHunnox;      // FW?, BL

}  // namespace upsmd
