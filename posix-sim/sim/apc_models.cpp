// Identities, command lists and capability strings as real units were published to send them.
#include "posix-sim/sim/apc_models.h"

#include <array>

namespace upsmd::sim {

namespace {

using namespace std::string_view_literals;

// SU420, firmware 21.6.I.
constexpr auto kCapabilities420 =
    "#uD43127130133136uA43108110112114uI43253257261265lD43106103100097lA43092090088086lI43208204200196"
    "e44200155090oD13115oA13100oI13230s441HMLLq44202050710p443020180300600k4410TLNr443000060180300E443336168ON OFF"sv;

// A Smart-UPS with the groups of every country.
constexpr auto kCapabilitiesAll =
    "#uD43132135138129uM43229234239224uA43110112114108uI43253264271280lD43103100097106lM43177172168182"
    "lA43090092081085lI43196188208204e44200155090oI43230240220225oD13115oJ13100oM13208s441HMLLq44202050710"
    "p443020180300600k4410TLNr443000060180300E443336168ON OFF"sv;

constexpr auto kLetters420 = "\x01\x0E\x1A')+-89@ABDEFGKLMNOPQRSUVWXYZabcdefgjklmnopqrsuxyz~"sv;
constexpr auto kLettersFull = "\x01\x0E\x1A')+-789@ABCDEFGKLMNOPQRSUVWXYZ\x7F" "abcdefgjklmnopqrsuxyz~"sv;
constexpr auto kLettersRt =
    "\x01\x05\x09\x0C\x0E\x14\x16\x1A')+-/789<>@ABCDEFGKLMNOPQRSUVWXYZ\\^abcdefgjklmnopqrsuwxyz~\x7F"sv;

// With the two-byte commands that the public description of the Smart-UPS SPM lists.
constexpr auto kSecondBytes = "\xD1\xD2\xD3\xD4\xD5\xD6\xD7\xD9\xE3\xE4\xE5\xE6\xE7\xE8\xE9\xEA\xEB"sv;

constexpr std::array<ApcModel, 10> kModels = {{
    {.name = "smart-ups",
     .model = "SMART-UPS 700   ",
     .old_firmware = "GWI",
     .firmware = "52.9.I",
     .command_list = "3.!$%+?=#|.\x01\x0E\x1A')+-789@ABCDEFGKLMNOPQRSUVWXYZabcdefgjklmnopqrsuxyz~"sv,
     .letters = kLettersFull,
     .capabilities = kCapabilitiesAll},
    {.name = "su420",
     .model = "SMART-UPS 420   ",
     .old_firmware = "DWI",
     .firmware = "21.3.I",
     .command_list = "3.!$%+?=#|.\x01\x0E\x1A')+-89@ABDEFGKLMNOPQRSUVWXYZabcdefgjklmnopqrsuxyz~"sv,
     .letters = kLetters420,
     .capabilities = kCapabilities420},
    {.name = "rt1000xl",
     .model = "Smart-UPS RT 1000 XL   ",
     .old_firmware = "5YI",
     .firmware = "411.7.I",
     .command_list = "4.!$%+?=*#|\x04.\x01\x05\x09\x0C\x0E\x14\x16\x1A')+-/789<>@ABCDEFGKLMNOPQRSUVWXYZ\\^"
                     "abcdefgjklmnopqrsuwxyz~\x7F.\x81:\xD0\xE2\xF0\xFD\xFE\xFF"sv,
     .letters = kLettersRt,
     .capabilities = kCapabilitiesAll,
     .star_alert = true},
    {.name = "old",
     .model = "",
     .old_firmware = "8QD",
     .firmware = "",
     .command_list = "",
     .letters = "79ABFGKLMNOPQSUVWXYZ@CDERcefgjklmnopqrsuxz"sv,
     .capabilities = "",
     .old = true,
     .silent_refusal = true,
     .star_alert = true,
     .grace = false},
    {.name = "suvs",
     .model = "",
     .old_firmware = "",
     .firmware = "42.L.I",
     .command_list = "2).?=*%+#!$.98~`\x01ynba@YXUSQKGA"sv,
     .letters = "98~\x01ynba@YXUSQKGA"sv,
     .capabilities = "",
     .silent_refusal = true,
     .only_line_alerts = true},
    {.name = "cs350",
     .model = "BackUPS CS 350",
     .old_firmware = "",
     .firmware = "5.4.D",
     .command_list = "",
     .letters = "\x01" "ABPQRSUYbdfgjmnx9@"sv,
     .capabilities = "",
     .silent_refusal = true,
     .only_line_alerts = true,
     .grace = false},
    {.name = "spm",
     .model = "SMART-UPS SPM 2000",
     .old_firmware = "KWI",
     .firmware = "735.a.I",
     .command_list = "4.!$%+?=#|.\x01\x0E\x1A')+-789@ABCDEFGKLMNOPQRSUVWXYZabcdefgjklmnopqrsuxyz~"
                     ".\x9F:\xD1\xD2\xD3\xD4\xD5\xD6\xD7\xD9\xE3\xE4\xE5\xE6\xE7\xE8\xE9\xEA\xEB"sv,
     .letters = kLettersFull,
     .capabilities = kCapabilitiesAll,
     .second_bytes = kSecondBytes},
    {.name = "matrix",
     .model = "MATRIX-UPS 5000",
     .old_firmware = "OWI",
     .firmware = "110.5.I",
     .command_list = "3.!$%+?=#|.\x01\x0E\x1A')+-/789<>@ABCDEFGKLMNOPQRSUVWXYZ^abcdefgjklmnopqrsuxyz~"sv,
     .letters = kLettersRt,
     .capabilities = "##uI43253257261265##p443020180300600##s441HMLL"sv},
    {.name = "pro",
     .model = "Back-UPS Pro 650",
     .old_firmware = "",
     .firmware = "12.3.I",
     .command_list = "3.!$?.\x01'89@ABDFGKLMNOPQRSUWXYZabcdefgjklmnopqrsuxy~"sv,
     .letters = "\x01'89@ABDFGKLMNOPQRSUWXYZabcdefgjklmnopqrsuxy~"sv,
     .capabilities = "",
     .only_line_alerts = true,
     .shortest_sleep = 1},
    {.name = "very-old",
     .model = "",
     .old_firmware = "",
     .firmware = "",
     .command_list = "",
     .letters = "79BFGKLMOPQSUWXYZ@Cf"sv,
     .capabilities = "",
     .old = true,
     .silent_refusal = true,
     .star_alert = true,
     .grace = false},
}};

}  // namespace

const ApcModel* find_apc_model(std::string_view name) {
    for (const ApcModel& model : kModels) {
        if (model.name == name) return &model;
    }
    return nullptr;
}

std::string apc_model_names() {
    std::string names;
    for (const ApcModel& model : kModels) {
        if (!names.empty()) names += ' ';
        names += model.name;
    }
    return names;
}

}  // namespace upsmd::sim
