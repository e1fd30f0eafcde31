using Bench.Core;

namespace Bench.Sweeps.Reading;

/// <summary>Reads the keys that the top level and the blocks of a sweep file share.</summary>
internal sealed class LayerReader(Vocabulary vocabulary, Definitions definitions, string folder, Mistakes mistakes)
{
    /// <summary>The option of channels that a layer may give to all its strategies.</summary>
    public const string TargetKey = "target";

    /// <summary>Reads one layer; the caller tells the section when it is done.</summary>
    public Layer Read(Section section) => new()
    {
        Section = section,
        Protocol = section.Name("protocol", vocabulary.Protocols.Select(p => p.Name)),
        Precision = section.Name("precision", vocabulary.Precisions.Select(p => p.Name)),
        Datasets = Named(section, "datasets", "dataset", definitions.DatasetNames, definitions.Dataset),
        Models = Models(section),
        Strategies = Named(section, "strategies", "strategy", definitions.StrategyNames, definitions.Strategy),
        Compressions = section.Numbers("compressions", c => c >= 1, "ratios from 1 (total ÷ kept parameters; 1 is the dense control)"),
        Seeds = section.Wholes("seeds", 0),
        Pretraining = Section.Of(section.Node("pretraining"), mistakes, "'pretraining'", PretrainingMeant) is { } recipe ? RecipeReader.Read(recipe, mistakes) : null,
        Retraining = Retraining(section),
        Scoring = ReadScoring(section, mistakes),
        Target = Target(section),
        Start = Start(section),
        KeepWeights = section.Flag("keep-weights"),
        Measure = section.Axis<string>("measure", $"a list of what is measured besides ({string.Join(", ", Measurements.All)})", item => item is YamlScalar { IsNull: false } name
            ? section.Known(name, "measurement", Measurements.All) is { } known ? [known] : []
            : section.Wrong<string[]>(item, "measure", $"names ({string.Join(", ", Measurements.All)})") ?? []),
    };

    /// <summary>Reads <c>scoring</c> of a layer or of a strategy.</summary>
    public static ScoringPatch? ReadScoring(Section parent, Mistakes mistakes)
    {
        if (Section.Of(parent.Node("scoring"), mistakes, "'scoring'", _ => "write them as in {samples: 1024}") is not { } section) return null;
        var patch = new ScoringPatch(section.Line, section.Whole("samples", 1, RunLimit.Steps), section.Whole("batch", 1, RunLimit.Steps), section.Name("batch-norm", ["eval", "train"]));
        section.Done();
        return patch;
    }

    private static string PretrainingMeant(YamlNode node) =>
        RecipeReader.Meant(node) ?? "write them as in {recipe: quick-train}; weights that are trained already are named in 'start'";

    private static string StartMeant(YamlNode node) => $"write {{weights: {(node is YamlScalar { IsNull: false } file ? file.Text : "FILE.safetensors")}}}";

    // A name of the catalogue, with a width or without, or of a network of the user's own.
    private IReadOnlyList<string>? Models(Section section)
    {
        var valid = definitions.ModelNames;
        return section.Axis<string>("models", $"a list of names ({string.Join(", ", valid)})", item => item switch
        {
            YamlScalar { IsNull: false } name => Model(name) is { } known ? [known] : [],
            YamlMap map => definitions.Model(map) is { } name ? [name] : [],
            _ => section.Wrong<string[]>(item, "models", $"names ({string.Join(", ", valid)})", item is YamlList ? ": one list is enough" : "") ?? [],
        });

        string? Model(YamlScalar written)
        {
            try
            {
                var name = ModelName.Of(written.Text);
                if (name.Width != 1 && definitions.ModelOf(name.Bare) is not null) throw new UserError($"model '{written.Text}': the network '{name.Bare}' comes from a file and has no width that could be another");
                return section.Known(written with { Text = name.Bare }, "model", valid, other => NameHints.InVocabulary(vocabulary, "model", other)) is null ? null : name.ToString();
            }
            catch (UserError mistake)
            {
                mistakes.Add(written.Line, mistake.Message);
                return null;
            }
        }
    }

    // An entry is a name, or a definition, which has been read before and is found by its node.
    private IReadOnlyList<string>? Named(Section section, string key, string kind, IEnumerable<string> valid, Func<YamlMap, string?> defined) =>
        section.Axis<string>(key, $"a list of names ({string.Join(", ", valid)})", item => item switch
        {
            YamlScalar { IsNull: false } name => section.Known(name, kind, valid, other => NameHints.InVocabulary(vocabulary, kind, other)) is { } known ? [known] : [],
            YamlMap map => defined(map) is { } name ? [name] : [],
            _ => section.Wrong<string[]>(item, key, $"names ({string.Join(", ", valid)})", item is YamlList ? ": one list is enough" : "") ?? [],
        });

    private string? Target(Section section) =>
        vocabulary.Structures.FirstOrDefault(s => s.Name == StrategySpec.Channel)?.Options.OfType<ChoiceOption>().FirstOrDefault(o => o.Name == TargetKey) is { } option
            ? section.Name(TargetKey, option.Choices)
            : null;

    private RetrainingPatch? Retraining(Section section)
    {
        const string key = "retraining";
        if (section.Node(key) is YamlScalar { IsNull: false } name)
            return section.Known(name, key, vocabulary.Retrainings.Select(r => r.Name), _ => RecipeReader.Meant(name)) is { } kind ? new(kind, null) : null;
        if (section.Node(key) is YamlMap map && map.Entries.FirstOrDefault(e => e.Key.Text == "name") is { Key: { } named, Value: var kindOf })
        {
            mistakes.Add(named.Line, $"'{key}' here is a name or a recipe: write {key}: {(kindOf as YamlScalar)?.Text}, or give its options to a strategy, as in {{name: mine, base: global-magnitude, {key}: {{name: distill, weight: 0.5}}}}");
            return null;
        }
        return Section.Of(section.Node(key), mistakes, $"'{key}'", RecipeReader.Meant) is { } recipe ? new("fine-tune", RecipeReader.Read(recipe, mistakes)) : null;
    }

    private StartPatch? Start(Section parent)
    {
        if (Section.Of(parent.Node("start"), mistakes, "'start'", StartMeant) is not { } section) return null;
        section.Require("weights", "the path of a safetensors, PyTorch or ONNX file");
        var weights = section.Node("weights") is { } node ? section.AsFile(node, "weights", folder) : null;
        var rename = section.Names("rename", "names in the file with those of the model, such as {fc: linear}");
        var (mean, std) = NormalizationReader.Read(section, mistakes);
        section.Done();
        return weights is null ? null : new StartPatch(section.Line, new ImportedWeights { Path = weights, Sha256 = "", Rename = rename, Mean = mean, Std = std });
    }
}
