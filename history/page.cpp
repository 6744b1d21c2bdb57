#include "history/page.h"

#include <fmt/format.h>

#include "history/drawing.h"
#include "history/markup.h"
#include "history/summary.h"
#include "history/time_text.h"

namespace upsmd::history {
namespace {

constexpr const char* kStyle = R"(:root{color-scheme:light dark}
body{margin:0 auto;max-width:980px;padding:24px 16px;background:#fff;color:#1f2328;
font:14px/1.5 system-ui,-apple-system,"Segoe UI","DejaVu Sans",sans-serif}
h1{font-size:22px;margin:0}
h2{font-size:18px;margin:36px 0 4px}
p{margin:2px 0 12px;color:#59636e}
svg{width:100%;height:auto;display:block;margin:8px 0}
.scroll{overflow-x:auto}
table{border-collapse:collapse;margin:12px 0;font-variant-numeric:tabular-nums}
caption{text-align:left;font-weight:600;padding:4px 0}
th,td{padding:3px 16px 3px 0;text-align:left;border-bottom:1px solid #d8dee4;vertical-align:top}
th{font-weight:600;color:#59636e}
td.n,th.n{text-align:right}
td.t{white-space:nowrap}
.dot{display:inline-block;width:10px;height:10px;border-radius:2px;margin-right:7px}
.dot.s-ol{background:#4ac26b}.dot.s-ob{background:#f0a020}.dot.s-lb{background:#d1242f}
.dot.s-nc{background:#6e7781}.dot.s-none{background:#d8dee4}
@media (prefers-color-scheme:dark){
body{background:#0d1117;color:#e6edf3}
p,th{color:#9198a1}
th,td{border-color:#30363d}
.dot.s-ol{background:#2ea043}.dot.s-ob{background:#d29922}.dot.s-lb{background:#f85149}
.dot.s-nc{background:#8b949e}.dot.s-none{background:#262c34}
}
@media print{h2{break-before:auto}svg,table{break-inside:avoid}}
)";

std::string values_table(const Record& record) {
    std::string html =
        "<div class=\"scroll\"><table><caption>Values</caption><tr><th>name</th><th class=\"n\">lowest</th>"
        "<th class=\"n\">mean</th><th class=\"n\">highest</th><th class=\"n\">last</th></tr>\n";
    for (const ValueSummary& value : summarize_values(record))
        html += fmt::format("<tr><td>{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td><td class=\"n\">{}</td>"
                            "<td class=\"n\">{}</td></tr>\n",
                            markup_text(value.name), number_text(value.low), number_text(value.mean),
                            number_text(value.high), value.last ? number_text(*value.last) : "–");
    return html + "</table></div>\n";
}

std::string happenings_table(const Record& record) {
    std::string html = "<div class=\"scroll\"><table><caption>States and events</caption>"
                       "<tr><th>time</th><th>what</th></tr>\n";
    for (const Happening& row : happenings(record)) {
        const std::string dot =
            row.is_state ? fmt::format("<span class=\"dot {}\"></span>", state_class(row.state)) : std::string();
        html += fmt::format("<tr><td class=\"t\">{}</td><td>{}{}</td></tr>\n", plain_time(row.time), dot,
                            markup_text(row.text));
    }
    return html + "</table></div>\n";
}

}  // namespace

std::string make_page(const std::vector<Record>& records, Stamp made) {
    std::string html = "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                       "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>UPS history</title>\n"
                       "<style>\n";
    html += kStyle + drawing_style() + "</style>\n</head>\n<body>\n<h1>UPS history</h1>\n";
    if (!records.empty())
        html += fmt::format("<p>{} to {}; local time. Made {}.</p>\n", plain_time(records.front().from),
                            plain_time(records.front().to), iso_time(made));
    for (const Record& record : records) {
        html += fmt::format("<h2>{}</h2>\n<p>{}</p>\n", markup_text(record.ups), summary_sentence(record));
        html += draw_inline(record) + values_table(record) + happenings_table(record);
    }
    return html + "</body>\n</html>\n";
}

}  // namespace upsmd::history
