#!/usr/bin/env python3
"""man_pages_test.py UPSMD PAGES [PROGRAM PAGE]…: the pages say what --help says, and nothing else.

PAGES: the folder with upsmd.1, where each command has a subsection, and upsmd-COMMAND.1 of commands with a page of
their own.
"""
import pathlib
import re
import subprocess
import sys
import unittest

OPTION_LINE = re.compile(r'^  (-[^ ]+)', re.MULTILINE)
COMMAND_LINE = re.compile(r'^  ([a-z][a-z-]*)(?: |$)', re.MULTILINE)
SUBSECTION = re.compile(r'^\.Ss ', re.MULTILINE)
# mdoc: "Fl -json", "Fl a", "Fl BDFq"; "Fl o , -option" and "Fl -pace , -no-pace" name two. man: \-\-config.
MDOC_FLAGS = re.compile(r'\bFl ([^ \n]+)((?: , [^ \n]+)*)')
MAN_OPTION = re.compile(r'(?<![\w-])--[a-z][a-z-]*')
EVERYWHERE = {'-h', '--help', '--version'}


def of_help(*command):
    """(options, commands) that a program's help lists."""
    text = subprocess.run([*command, '--help'], capture_output=True, text=True, check=True).stdout
    options = {re.sub(r'\{.*', '', name) for names in OPTION_LINE.findall(text) for name in names.split(',')}
    commands = COMMAND_LINE.findall(text.partition('\nSubcommands:\n')[2])
    return options - EVERYWHERE, commands


def of_page(text):
    found = set(MAN_OPTION.findall(text.replace('\\-', '-'))) if text.startswith('.TH') else set()
    for first, more in MDOC_FLAGS.findall(text):
        for flag in [first, *more.split(' , ')[1:]]:
            found |= {'-' + flag} if flag.startswith('-') else {'-' + letter for letter in flag}
    return found - EVERYWHERE


def text_of(page):
    return page.read_text(encoding='utf-8')


class ManPages(unittest.TestCase):
    upsmd = ''
    pages = None  # folder
    programs = []  # (program, page's text)

    def test_programs(self):
        for program, page in self.programs:
            with self.subTest(program=program):
                self.assertEqual(of_page(page), of_help(program)[0])

    def test_commands_of_upsmd(self):
        sections = {text.split()[0]: text for text in SUBSECTION.split(text_of(self.pages / 'upsmd.1'))[1:]}
        last = list(sections)[-1]
        sections[last] = sections[last].partition('\n.Sh ')[0]
        commands = of_help(self.upsmd)[1]
        own = {command: text_of(self.pages / f'upsmd-{command}.1') for command in commands if command not in sections}
        described = {**sections, **own}
        self.assertGreater(len(commands), 10)
        self.assertEqual(sorted(described), sorted(commands))
        for command in commands:
            with self.subTest(command=command):
                self.assertEqual(of_page(described[command]), of_help(self.upsmd, command)[0])

    def test_sees_a_difference(self):
        self.assertEqual(of_page('.It Fl -one , -two Ar x\n.Op Fl ab\n.It Fl o , -option'),
                         {'--one', '--two', '-a', '-b', '-o', '--option'})
        self.assertEqual(of_page('.TH X 8\n.BR \\-\\-check "x-y"'), {'--check'})


if __name__ == '__main__':
    ManPages.upsmd, ManPages.pages = sys.argv[1], pathlib.Path(sys.argv[2])
    ManPages.programs = [(program, text_of(pathlib.Path(page)))
                         for program, page in zip(sys.argv[3::2], sys.argv[4::2], strict=True)]
    unittest.main(argv=sys.argv[:1])
