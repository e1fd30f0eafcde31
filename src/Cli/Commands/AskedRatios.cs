using System.CommandLine;
using System.Globalization;

namespace Bench.Cli.Commands;

/// <summary>The option <c>--compressions</c> of commands that compare.</summary>
internal static class AskedRatios
{
    public static Option<string[]> Option(string standing)
    {
        var option = new Option<string[]>("--compressions")
        {
            Description = $"Only these asked ratios, as 4,16; may be given several times. [default: {standing}]", HelpName = "RATIOS", DefaultValueFactory = _ => [],
        };
        option.Validators.Add(result =>
        {
            if (result.Tokens.SelectMany(t => Parts(t.Value)).FirstOrDefault(text => Ratio(text) is null) is { } bad) result.AddError($"--compressions takes ratios from 1, such as 4 or 4,16, not '{bad}'");
        });
        return option;
    }

    /// <summary>What is given.</summary>
    public static IReadOnlyList<double> Of(ParseResult parsed, Option<string[]> option) => [.. parsed.GetValue(option)!.SelectMany(Parts).Select(text => Ratio(text)!.Value)];

    private static string[] Parts(string text) => text.Split(',', StringSplitOptions.TrimEntries);

    private static double? Ratio(string text) => double.TryParse(text.TrimEnd('×', 'x'), NumberStyles.Float, CultureInfo.InvariantCulture, out var ratio) && ratio >= 1 && double.IsFinite(ratio) ? ratio : null;
}
