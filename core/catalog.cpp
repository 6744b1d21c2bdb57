#include "core/catalog.h"

#include <array>

#include "core/protocols/ablerex.h"
#include "core/protocols/apc_newer.h"
#include "core/protocols/apc_smart.h"
#include "core/protocols/auto_detect.h"
#include "core/protocols/bcmxcp.h"
#include "core/protocols/belkin.h"
#include "core/protocols/bestups.h"
#include "core/protocols/cyberpower.h"
#include "core/protocols/cyberpower_binary.h"
#include "core/protocols/etapro.h"
#include "core/protocols/gtec.h"
#include "core/protocols/liebert_esp2.h"
#include "core/protocols/masterguard.h"
#include "core/protocols/megatec.h"
#include "core/protocols/megatec_dialects.h"
#include "core/protocols/megatec_online.h"
#include "core/protocols/mge_shut.h"
#include "core/protocols/mge_utalk.h"
#include "core/protocols/multilink.h"
#include "core/protocols/omron.h"
#include "core/protocols/powercom.h"
#include "core/protocols/powermaster.h"
#include "core/protocols/simple.h"
#include "core/protocols/tripplite.h"
#include "core/protocols/tripplite_su.h"
#include "core/protocols/upscode2.h"
#include "core/protocols/voltronic_axpert.h"
#include "core/protocols/voltronic_p.h"
#include "core/protocols/voltronic_qs.h"
#include "core/protocols/voltronic_qs_hex.h"

namespace upsmd {
namespace {

// Names of the table rows' protocols, one line a protocol.
constexpr std::array kCatalog{
    &kAuto,
    &kSimple,
    &kMegatec,
    &kQ1,
    &kMustek,
    &kMegatecOld,
    &kMecer,
    &kZinto,
    &kHunnox,
    &kQ2,
    &kQ6,
    &kInnovaRt31,
    &kInnovaRt33,
    &kInnovaAe,
    &kBestUps,
    &kAblerex,
    &kGtec,
    &kMasterguard,
    &kOmron,
    &kApcSmart,
    &kApcMicrolink,
    &kApcModbus,
    &kVoltronic,
    &kVoltronicQs,
    &kBcmXcp,
    &kLiebertEsp2,
    &kMultilink,
    &kPowercom,
    &kPowercomBntOther,
    &kPowercomEgys,
    &kPowercomKp625ap,
    &kPowercomTrust,
    &kCyberPower,
    &kCyberPowerBinary,
    &kPowerMaster,
    &kVoltronicQsHex,
    &kVoltronicAxpert,
    &kBelkin,
    &kTrippliteSu,
    &kTripplite,
    &kMgeUtalk,
    &kMgeShut,
    &kEtaPro,
    &kUpscode2,
};

}  // namespace

std::span<const Protocol* const> protocol_catalog() { return kCatalog; }

const Protocol* protocol_by_name(std::string_view name) {
    for (const Protocol* protocol : kCatalog)
        if (protocol->name == name) return protocol;
    return nullptr;
}

}  // namespace upsmd
