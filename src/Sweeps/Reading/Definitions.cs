namespace Bench.Sweeps.Reading;

/// <summary>
/// Data sets, models and strategies that the file defines where it lists them. They are read first, from all layers, so that a
/// definition has one name and can be referred to by it everywhere in the file.
/// </summary>
internal sealed class Definitions
{
    private readonly Dictionary<YamlMap, string?> byNode = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<string, DatasetSpec> datasets;
    private readonly Dictionary<string, OwnModel?> models; // null: of the catalogue
    private readonly Dictionary<string, StrategyDraft> strategies;
    private readonly Mistakes mistakes;

    public Definitions(Vocabulary vocabulary, IEnumerable<Section> layers, string folder, Mistakes mistakes)
    {
        this.mistakes = mistakes;
        datasets = vocabulary.Datasets.ToDictionary(d => d.Name, d => new DatasetSpec { Name = d.Name });
        models = vocabulary.Models.ToDictionary(m => m.Name, _ => (OwnModel?)null);
        strategies = vocabulary.Strategies.ToDictionary(s => s.Name, s => StrategyDraft.Of(s.Spec));
        var datasetReader = new DatasetReader(folder, mistakes);
        var modelReader = new ModelReader(folder, mistakes);
        var strategyReader = new StrategyReader(vocabulary, StrategyNamed, folder, mistakes);
        var defined = new Dictionary<string, int>();
        foreach (var layer in layers)
        {
            foreach (var map in Maps(layer, "datasets"))
                Define(map, "dataset", datasetReader.Read(map), d => d.Name, datasets, defined);
            foreach (var map in Maps(layer, "models"))
                Define(map, "model", modelReader.Read(map), m => m!.Name, models, defined);
            foreach (var map in Maps(layer, "strategies"))
                Define(map, "strategy", strategyReader.Read(map), s => s.Name, strategies, defined);
        }
    }

    public IEnumerable<string> DatasetNames => datasets.Keys;
    public IEnumerable<string> ModelNames => models.Keys;
    public IEnumerable<string> StrategyNames => strategies.Keys;

    /// <summary>The name of a data set that a node defines; null where that was a mistake.</summary>
    public string? Dataset(YamlMap node) => byNode[node];

    /// <summary>The name of a model that a node defines; null where that was a mistake.</summary>
    public string? Model(YamlMap node) => byNode[node];

    /// <summary>The name of a strategy that a node defines; null where that was a mistake.</summary>
    public string? Strategy(YamlMap node) => byNode[node];

    public DatasetSpec DatasetOf(string name) => datasets[name];

    /// <summary>The user's own network that a model is; null for one of the catalogue.</summary>
    public OwnModel? ModelOf(string name) => models.GetValueOrDefault(name);

    public StrategyDraft StrategyOf(string name) => strategies[name];

    private StrategyDraft? StrategyNamed(string name) => strategies.GetValueOrDefault(name);

    private IEnumerable<YamlMap> Maps(Section layer, string key) =>
        layer.Node(key) is YamlList list ? list.Items.OfType<YamlMap>().Where(m => !byNode.ContainsKey(m)) : [];

    private void Define<T>(YamlMap map, string kind, T? read, Func<T, string> nameOf, Dictionary<string, T> all, Dictionary<string, int> defined)
    {
        byNode[map] = null;
        if (read is null) return;
        var name = nameOf(read);
        if (all.TryAdd(name, read))
        {
            defined[$"{kind} {name}"] = map.Line;
            byNode[map] = name;
        }
        else
            mistakes.Add(map.Line, defined.TryGetValue($"{kind} {name}", out var line)
                ? $"the {kind} '{name}' is already defined on line {line}; refer to it by its name"
                : $"'{name}' is a {kind} of the catalogue; give yours another name");
    }
}
