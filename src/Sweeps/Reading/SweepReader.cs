namespace Bench.Sweeps.Reading;

/// <summary>Reads a whole sweep: top level, blocks, and what follows from both together.</summary>
internal sealed class SweepReader(Vocabulary vocabulary, string folder, Mistakes mistakes)
{
    /// <summary>Name, description, figures and experiments; only to be used where no mistake was noted.</summary>
    public (string? Name, string? Description, FigureSection Figures, IReadOnlyList<Experiment> Experiments) Read(Section sweep)
    {
        var name = sweep.Text("name");
        if (name is not null && SweepName.Mistake(name) is { } mistake) mistakes.Add(sweep.LineOf("name"), mistake);
        var description = sweep.Text("description");
        var reader = new FigureReader(vocabulary.Figures, mistakes);
        var figures = reader.Read(sweep);
        var blocks = sweep.Axis<Section>("experiments", "a list of blocks", item => Section.Of(item, mistakes, "an experiment") is { } block ? [block] : []);

        var definitions = new Definitions(vocabulary, [sweep, .. blocks ?? []], folder, mistakes);
        var layers = new LayerReader(vocabulary, definitions, folder, mistakes);
        var top = layers.Read(sweep);
        sweep.Done();
        var resolver = new ExperimentResolver(vocabulary, definitions, mistakes);
        var own = blocks?.Select(layers.Read).ToList();
        foreach (var block in blocks ?? []) block.Done();
        IReadOnlyList<Experiment> experiments = own is null ? [resolver.Resolve(top, top)] : [.. own.Select(block => resolver.Resolve(block, top))];
        if (mistakes.Count == 0) reader.Check(experiments);
        return (name, description, figures, experiments);
    }
}
