using System.Text;

namespace Bench.Core;

/// <summary>Text of a user within LaTeX, in whatever engine, encoding of fonts and language: shown as it is, and never a command.</summary>
public static class LatexText
{
    // What means something to TeX, makes a ligature or another letter, or is another thing at the start of a row.
    private static readonly Dictionary<string, string> Written = new(StringComparer.Ordinal)
    {
        ["\\"] = @"\textbackslash{}", ["{"] = @"\{", ["}"] = @"\}", ["$"] = @"\$", ["&"] = @"\&", ["#"] = @"\#", ["_"] = @"\_", ["%"] = @"\%",
        ["~"] = @"\textasciitilde{}", ["^"] = @"\textasciicircum{}", ["<"] = @"\textless{}", [">"] = @"\textgreater{}", ["|"] = @"\textbar{}",
        ["\""] = @"{\char34}", ["`"] = @"{\char96}", ["["] = "{[}", ["]"] = "{]}", ["*"] = "{*}",
        ["×"] = @"$\times$", ["±"] = @"$\pm$", ["−"] = "$-$", ["·"] = @"$\cdot$", ["≤"] = @"$\le$", ["≥"] = @"$\ge$", ["≈"] = @"$\approx$", ["≠"] = @"$\ne$", ["÷"] = @"$\div$",
        ["→"] = @"$\rightarrow$", ["←"] = @"$\leftarrow$", ["∞"] = @"$\infty$", ["°"] = @"$^\circ$", ["²"] = "$^2$", ["³"] = "$^3$", ["–"] = "--", ["—"] = "---", ["…"] = @"\dots{}",
        ["‘"] = "`", ["’"] = "'", ["“"] = "``", ["”"] = "''", ["†"] = @"$\dagger$", ["‡"] = @"$\ddagger$", ["\u00A0"] = "~", ["§"] = @"\S{}",
        ["ß"] = @"\ss{}", ["æ"] = @"\ae{}", ["Æ"] = @"\AE{}", ["ø"] = @"\o{}", ["Ø"] = @"\O{}", ["œ"] = @"\oe{}", ["Œ"] = @"\OE{}", ["ł"] = @"\l{}", ["Ł"] = @"\L{}",
        ["å"] = @"\r{a}", ["Å"] = @"\r{A}", ["ç"] = @"\c{c}", ["Ç"] = @"\c{C}", ["ş"] = @"\c{s}", ["Ş"] = @"\c{S}", ["ı"] = @"\i{}",
        ["ű"] = @"\H{u}", ["ő"] = @"\H{o}", ["Ű"] = @"\H{U}", ["Ő"] = @"\H{O}",
    };

    private static readonly (string Letters, string Plain, char Accent)[] Accented =
    [
        ("äëïöüÿÄËÏÖÜŸ", "aeiouyAEIOUY", '"'), ("áéíóúýćńśźÁÉÍÓÚÝĆŃŚŹ", "aeiouycnszAEIOUYCNSZ", '\''), ("àèìòùÀÈÌÒÙ", "aeiouAEIOU", '`'),
        ("âêîôûĉĝŝÂÊÎÔÛĈĜŜ", "aeioucgsAEIOUCGS", '^'), ("ãñõÃÑÕ", "anoANO", '~'), ("āēīōūĀĒĪŌŪ", "aeiouAEIOU", '='), ("żėġŻĖĠ", "zegZEG", '.'),
    ];

    private static readonly (string Letters, string Plain, char Accent)[] AccentedByName = [("čďěňřšťžČĎĚŇŘŠŤŽ", "cdenrstzCDENRSTZ", 'v'), ("ăğĂĞ", "agAG", 'u')];

    private static readonly string[] Greek = ["alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda", "mu", "nu", "xi", "", "pi", "rho", "", "sigma", "tau", "upsilon", "phi", "chi", "psi", "omega"];

    static LatexText()
    {
        foreach (var (letters, plain, accent) in Accented)
            foreach (var (letter, under) in letters.Zip(plain)) Written[letter.ToString()] = under is 'i' ? $@"\{accent}{{\i}}" : $@"\{accent}{{{under}}}";
        foreach (var (letters, plain, accent) in AccentedByName)
            foreach (var (letter, under) in letters.Zip(plain)) Written[letter.ToString()] = $@"\{accent}{{{under}}}";
        foreach (var (i, name) in Greek.Index())
            if (name != "") Written[((char)('α' + i)).ToString()] = $@"$\{name}$";
        Written["µ"] = @"$\mu$";
    }

    /// <summary>
    /// What a document needs in order to show letters that <see cref="Escape"/> knows no command for: as they are where the engine reads Unicode, else by number,
    /// since pdfTeX stops at them.
    /// </summary>
    public const string Definition = @"\providecommand{\benchletter}[2]{\ifx\Umathchar\undefined[#2]\else#1\fi}";

    /// <summary>Whether escaped text needs <see cref="Definition"/>.</summary>
    public static bool NeedsDefinition(string latex) => latex.Contains(@"\benchletter{", StringComparison.Ordinal);

    /// <summary>The text as LaTeX that shows it; lines and control characters become blanks.</summary>
    public static string Escape(string text)
    {
        var latex = new StringBuilder();
        var previous = "";
        foreach (var rune in text.EnumerateRunes())
        {
            var letter = rune.ToString();
            if (letter == previous && letter is ("-" or "'" or ",")) latex.Append("{}"); // together they would become a dash or quotation marks
            latex.Append(Rune.IsControl(rune) ? " " : Written.TryGetValue(letter, out var written) ? written
                : rune.IsAscii ? letter : Rune.IsWhiteSpace(rune) ? " " : $@"\benchletter{{{letter}}}{{U+{rune.Value:X4}}}");
            previous = letter;
        }
        return latex.ToString();
    }
}
