#include "history/drawing.h"

namespace upsmd::history {
namespace {

// Plain classes and no variables: programs that turn SVG into other formats know only these. State colours differ in
// lightness too, for those who do not see them all.
constexpr const char* kStyle = R"(.paper{fill:#ffffff}
svg text{font-family:system-ui,-apple-system,"Segoe UI","DejaVu Sans",sans-serif;fill:#1f2328}
.name{font-size:16px;font-weight:600}
.title{font-size:12.5px;font-weight:600}
svg text.small{font-size:11px;fill:#59636e}
svg text.day{font-size:11px;font-weight:600;fill:#59636e}
.grid{stroke:#8c959f;stroke-opacity:.28;stroke-width:1}
.line{fill:none;stroke-width:1.6;stroke-linejoin:round}
.band{stroke:none;fill-opacity:.22}
.tint{fill-opacity:.16}
.s-ol{fill:#4ac26b}
.s-ob{fill:#f0a020}
.s-lb{fill:#d1242f}
.s-nc{fill:#6e7781}
.s-none{fill:#d8dee4}
.l0{stroke:#0969da}.b0{fill:#0969da}
.l1{stroke:#bc4c00}.b1{fill:#bc4c00}
.l2{stroke:#8250df}.b2{fill:#8250df}
.l3{stroke:#1a7f64}.b3{fill:#1a7f64}
.l4{stroke:#bf3989}.b4{fill:#bf3989}
.l5{stroke:#7d6a00}.b5{fill:#7d6a00}
.l6{stroke:#3b6ea8}.b6{fill:#3b6ea8}
.l7{stroke:#a0501f}.b7{fill:#a0501f}
@media (prefers-color-scheme:dark){
.paper{fill:#0d1117}
svg text{fill:#e6edf3}
svg text.small,svg text.day{fill:#9198a1}
.s-ol{fill:#2ea043}
.s-ob{fill:#d29922}
.s-lb{fill:#f85149}
.s-nc{fill:#8b949e}
.s-none{fill:#262c34}
.l0{stroke:#58a6ff}.b0{fill:#58a6ff}
.l1{stroke:#f0883e}.b1{fill:#f0883e}
.l2{stroke:#bc8cff}.b2{fill:#bc8cff}
.l3{stroke:#3fb99a}.b3{fill:#3fb99a}
.l4{stroke:#f778ba}.b4{fill:#f778ba}
.l5{stroke:#d4c04a}.b5{fill:#d4c04a}
.l6{stroke:#8db9e8}.b6{fill:#8db9e8}
.l7{stroke:#e0a070}.b7{fill:#e0a070}
}
)";

}  // namespace

std::string drawing_style() { return kStyle; }

const char* state_class(std::optional<State> state) {
    if (!state) return "s-none";
    switch (*state) {
        case State::online: return "s-ol";
        case State::on_battery: return "s-ob";
        case State::low_battery: return "s-lb";
        case State::no_comm: break;
    }
    return "s-nc";
}

}  // namespace upsmd::history
