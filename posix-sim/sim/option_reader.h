// Reads a personality's KEY=VALUE options and remembers the first mistake, so that a wrong option is an error that names
// it, never a silent default.
#pragma once

#include <initializer_list>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "posix-sim/sim/ups.h"

namespace upsmd::sim {

class OptionReader {
  public:
    explicit OptionReader(const Options& options) : options_(options) {}

    double number(std::string_view key, double fallback, double low, double high);
    bool flag(std::string_view key, bool fallback);
    std::string text(std::string_view key, std::string_view fallback);
    std::string choice(std::string_view key, std::initializer_list<std::string_view> choices);  // first = default
    std::optional<Duration> milliseconds(std::string_view key);
    // Words with '+' between them.
    std::set<std::string> list(std::string_view key);

    // Every option that nothing read is an error too.
    bool finish(std::string& error) const;
    void fail(std::string_view key, std::string_view value, std::string_view why);

  private:
    const std::string* find(std::string_view key);

    const Options& options_;
    std::set<std::string, std::less<>> used_;
    std::string error_;
};

// The options of Power that every personality has: nominal-voltage, nominal-frequency, nominal-battery, runtime,
// recharge, load, low-level.
PowerConfig read_power_config(OptionReader& reader);

std::unique_ptr<Ups> make_bcmxcp(OptionReader& reader, std::uint64_t seed);
std::unique_ptr<Ups> make_liebert_esp2(OptionReader& reader, std::uint64_t seed);
std::unique_ptr<Ups> make_megatec(OptionReader& reader, std::uint64_t seed);
std::unique_ptr<Ups> make_ablerex(OptionReader& reader, std::uint64_t seed);
std::unique_ptr<Ups> make_bestups(OptionReader& reader, std::uint64_t seed);
std::unique_ptr<Ups> make_gtec(OptionReader& reader, std::uint64_t seed);
std::unique_ptr<Ups> make_q1(OptionReader& reader, std::uint64_t seed);
std::unique_ptr<Ups> make_mustek(OptionReader& reader, std::uint64_t seed);
std::unique_ptr<Ups> make_megatec_old(OptionReader& reader, std::uint64_t seed);
std::unique_ptr<Ups> make_mecer(OptionReader& reader, std::uint64_t seed);
std::unique_ptr<Ups> make_zinto(OptionReader& reader, std::uint64_t seed);
std::unique_ptr<Ups> make_hunnox(OptionReader& reader, std::uint64_t seed);
std::unique_ptr<Ups> make_q2(OptionReader& reader, std::uint64_t seed);
std::unique_ptr<Ups> make_q6(OptionReader& reader, std::uint64_t seed);
std::unique_ptr<Ups> make_innova_rt31(OptionReader& reader, std::uint64_t seed);
std::unique_ptr<Ups> make_innova_rt33(OptionReader& reader, std::uint64_t seed);
std::unique_ptr<Ups> make_innova_ae(OptionReader& reader, std::uint64_t seed);
std::unique_ptr<Ups> make_masterguard(OptionReader& reader, std::uint64_t seed);
std::unique_ptr<Ups> make_mge_shut(OptionReader& reader, std::uint64_t seed);
std::unique_ptr<Ups> make_mge_utalk(OptionReader& reader, std::uint64_t seed);
std::unique_ptr<Ups> make_multilink(OptionReader& reader, std::uint64_t seed);
std::unique_ptr<Ups> make_omron(OptionReader& reader, std::uint64_t seed);
std::unique_ptr<Ups> make_apc_microlink(OptionReader& reader, std::uint64_t seed);
std::unique_ptr<Ups> make_apc_modbus(OptionReader& reader, std::uint64_t seed);
std::unique_ptr<Ups> make_apc_smart(OptionReader& reader, std::uint64_t seed);
std::unique_ptr<Ups> make_cyberpower_binary(OptionReader& reader, std::uint64_t seed);
std::unique_ptr<Ups> make_cyberpower(OptionReader& reader, std::uint64_t seed);
std::unique_ptr<Ups> make_powermaster(OptionReader& reader, std::uint64_t seed);
std::unique_ptr<Ups> make_simple(OptionReader& reader, std::uint64_t seed);
std::unique_ptr<Ups> make_powercom(OptionReader& reader, std::uint64_t seed);
std::unique_ptr<Ups> make_powercom_bnt_other(OptionReader& reader, std::uint64_t seed);
std::unique_ptr<Ups> make_powercom_egys(OptionReader& reader, std::uint64_t seed);
std::unique_ptr<Ups> make_powercom_kp625ap(OptionReader& reader, std::uint64_t seed);
std::unique_ptr<Ups> make_powercom_trust(OptionReader& reader, std::uint64_t seed);
std::unique_ptr<Ups> make_upscode2(OptionReader& reader, std::uint64_t seed);
std::unique_ptr<Ups> make_voltronic(OptionReader& reader, std::uint64_t seed);
std::unique_ptr<Ups> make_voltronic_axpert(OptionReader& reader, std::uint64_t seed);
std::unique_ptr<Ups> make_voltronic_qs(OptionReader& reader, std::uint64_t seed);
std::unique_ptr<Ups> make_voltronic_qs_hex(OptionReader& reader, std::uint64_t seed);
std::unique_ptr<Ups> make_etapro(OptionReader& reader, std::uint64_t seed);
std::unique_ptr<Ups> make_belkin(OptionReader& reader, std::uint64_t seed);
std::unique_ptr<Ups> make_tripplite(OptionReader& reader, std::uint64_t seed);
std::unique_ptr<Ups> make_tripplite_su(OptionReader& reader, std::uint64_t seed);

}  // namespace upsmd::sim
