using System.Text.RegularExpressions;

namespace Bench.Results;

/// <summary>A statement of the schema's scripts that makes a table or a view, with the comment before it.</summary>
/// <param name="Name">What it makes.</param>
/// <param name="IsView">Whether that is a view.</param>
/// <param name="Meaning">The comment before it, on one line.</param>
/// <param name="Body">What follows the name, comments included.</param>
internal sealed partial record ScriptText(string Name, bool IsView, string Meaning, string Body)
{
    /// <summary>All of a script, in order.</summary>
    public static IEnumerable<ScriptText> Read(string script) => Statement().Matches(script.ReplaceLineEndings("\n")).Select(match => new ScriptText(
        match.Groups["name"].Value, match.Groups["kind"].Value == "VIEW",
        string.Join(' ', match.Groups["comment"].Captures.Select(line => line.Value.Trim())), match.Groups["body"].Value));

    [GeneratedRegex(@"(?:^--(?<comment>[^\n]*)\n)*^CREATE (?<kind>TABLE|VIEW) (?<name>\w+)(?<body>.*?;)$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Statement();
}
