namespace Bench.Sweeps.Reading;

/// <summary>Reads a whole sweep: top level, blocks, and what follows from both together.</summary>
internal sealed class SweepReader(Vocabulary vocabulary, string folder, Mistakes mistakes)
{
    /// <summary>Name, description and experiments; only to be used where no mistake was noted.</summary>
    public (string? Name, string? Description, IReadOnlyList<Experiment> Experiments) Read(Section sweep)
    {
        var name = sweep.Text("name");
        if (name is not null && SweepName.Mistake(name) is { } mistake) mistakes.Add(sweep.LineOf("name"), mistake);
        var description = sweep.Text("description");
        var blocks = sweep.Axis<Section>("experiments", "a list of blocks", item => Section.Of(item, mistakes, "an experiment") is { } block ? [block] : []);

        var definitions = new Definitions(vocabulary, [sweep, .. blocks ?? []], folder, mistakes);
        var layers = new LayerReader(vocabulary, definitions, folder, mistakes);
        var top = layers.Read(sweep);
        sweep.Done();
        var resolver = new ExperimentResolver(vocabulary, definitions, mistakes);
        if (blocks is null) return (name, description, [resolver.Resolve(top, top)]);
        var own = blocks.Select(layers.Read).ToList();
        foreach (var block in blocks) block.Done();
        return (name, description, [.. own.Select(block => resolver.Resolve(block, top))]);
    }
}
