// The standard input and output of a program that loads other people's code, kept from it.
#pragma once

namespace upsmd {

// A copy as a file of the C runtime, binary, that no child inherits; the standard handle itself then leads to NUL.
int take_standard_input();
int take_standard_output();

// A crash, or a disk that is not there, ends in an error and not in a message box that nobody sees.
void show_no_error_boxes();

}  // namespace upsmd
