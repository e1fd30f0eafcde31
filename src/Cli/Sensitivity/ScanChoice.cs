using System.CommandLine;
using System.Globalization;
using Bench.Core;
using Bench.Strategies;
using Bench.Sweeps;

namespace Bench.Cli.Sensitivity;

/// <summary>The options that say what is cut, how far, and on what it is measured.</summary>
internal sealed record ScanChoice
{
    private static readonly string[] Structures = ["weight", StrategySpec.Channel], Splits = [ScanRule.Validation, "test"];

    public Option<string[]> Criteria { get; } = new("--criterion")
    {
        Description = "The score by which layers are cut ('bench list criteria'); may be given several times. [default: those of the sweep's strategies of the structure, else magnitude]", HelpName = "NAME",
    };

    public Option<string> Structure { get; } = new("--structure")
    {
        Description = "What is cut alone: the weights of a layer (weight), or the channels of all layers that go together (channel).", HelpName = "NAME", DefaultValueFactory = _ => "weight",
    };

    public Option<string> Densities { get; } = new("--densities")
    {
        Description = "The fractions that are kept, above 0 and below 1, separated by commas.", HelpName = "LIST",
        DefaultValueFactory = _ => string.Join(',', SensitivityScope.Densities.Default.Select(d => d.ToString(CultureInfo.InvariantCulture))),
    };

    public Option<bool> RenewNorm { get; } = new("--renew-norm")
    {
        Description = $"Renew norm statistics after each cut, over {Renewals.Samples.Default:#,0} training images; without it nothing is done to the network but the cut.",
    };

    public Option<string> Split { get; } = new("--split")
    {
        Description = "What is measured on: validation, or test, by which nothing may be chosen.", HelpName = "NAME", DefaultValueFactory = _ => ScanRule.Validation,
    };

    public Option<int?> Samples { get; } = SamplesOption();

    public IReadOnlyList<Option> All => [Criteria, Structure, Densities, RenewNorm, Split, Samples];

    /// <summary>What is asked; its criteria are none where they are the sweep's.</summary>
    /// <exception cref="UserError">Something is not valid; the line says what would be.</exception>
    public ScanRequest RequestOf(ParseResult parsed)
    {
        var structure = Known("--structure", parsed.GetValue(Structure)!, Structures);
        string[] criteria = [.. (parsed.GetValue(Criteria) ?? []).Distinct()];
        foreach (var criterion in criteria) Check(criterion, structure == StrategySpec.Channel);
        return new()
        {
            Criteria = criteria, Structure = structure, Split = Known("--split", parsed.GetValue(Split)!, Splits), Renews = parsed.GetValue(RenewNorm),
            Samples = parsed.GetValue(Samples) ?? 0,
            ReadsData = name => structure == StrategySpec.Channel ? ChannelCriteria.Takes(name) && ChannelCriteria.Find(name).NeedsData : Strategies.Criteria.All.Any(c => c.Name == name && c.NeedsData),
        };
    }

    /// <summary>With the criteria of the sweep's strategies where none are asked, those left out that a scan cannot cut by; magnitude where there are no others. And where they are from.</summary>
    public static (ScanRequest Request, string From) WithCriteria(ScanRequest request, IEnumerable<StrategySpec> strategies)
    {
        if (request.Criteria.Count > 0) return (request, "");
        string[] own = [.. strategies.Where(s => s.Structure == request.Structure).Select(s => s.Criterion).OfType<string>().Distinct().Where(c => WhyNot(c, request.Structure == StrategySpec.Channel) is null)];
        return own.Length > 0 ? (request with { Criteria = own }, " (its strategies' own)") : (request with { Criteria = ["magnitude"] }, "");
    }

    /// <summary>The largest first.</summary>
    /// <inheritdoc cref="RequestOf"/>
    public IReadOnlyList<double> DensitiesOf(ParseResult parsed)
    {
        var texts = parsed.GetValue(Densities)!.Split(',', StringSplitOptions.TrimEntries);
        var numbers = texts.Select(text => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && SensitivityScope.Densities.Allows(number)
            ? number
            : throw new UserError($"--densities takes numbers above 0 and below 1 separated by commas, such as 0.5,0.1, not {Names.Quoted(text)}")).ToList();
        if (numbers.Distinct().Count() < numbers.Count) throw new UserError($"--densities has {numbers.GroupBy(n => n).First(g => g.Count() > 1).Key.ToString(CultureInfo.InvariantCulture)} twice");
        return [.. numbers.OrderDescending()];
    }

    private static Option<int?> SamplesOption()
    {
        var option = new Option<int?>("--samples") { Description = "Measure on so many samples of the split, drawn by the seed. [default: all]", HelpName = "N" };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && (!int.TryParse(token.Value, CultureInfo.InvariantCulture, out var n) || n < 1))
                result.AddError($"--samples takes a whole number from 1, not '{token.Value}'");
        });
        return option;
    }

    private static string Known(string option, string value, string[] valid) => valid.Contains(value) ? value : throw new UserError($"{option}: {Names.Unknown("name", value, valid)}");

    private static void Check(string name, bool channels)
    {
        if (WhyNot(name, channels) is { } reason) throw new UserError($"--criterion: {reason}");
    }

    private static string? WhyNot(string name, bool channels)
    {
        if (channels)
        {
            if (name == ChannelCriteria.Width) return $"'{name}' scores no channels, but puts a narrower network in the place of this one";
            return Lacking(ChannelCriteria.Find(name).Options);
        }
        if (Strategies.Criteria.All.All(c => c.Name != name) && ChannelCriteria.Takes(name)) return $"'{name}' scores channels: add --structure {StrategySpec.Channel}";
        var criterion = Strategies.Criteria.Find(name);
        if (criterion.NeedsTraining) return $"'{name}' adds up over training, and a scan trains nothing: take another";
        return Lacking(criterion.Options);

        string? Lacking(IReadOnlyList<PartOption> options) => options.FirstOrDefault(o => o.IsRequired) is { } option ? $"'{name}' needs '{option.Name}', which a scan does not give: take another" : null;
    }
}
