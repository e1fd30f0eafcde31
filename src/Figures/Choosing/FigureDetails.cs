using Bench.Analysis.Published;
using Bench.Results;

namespace Bench.Figures;

/// <summary>What there is to cells beyond one row each. It is read of all cells at once, when a kind first asks for it.</summary>
public sealed class FigureDetails
{
    private readonly Lazy<ILookup<string, LayerRow>> layers;
    private readonly Lazy<ILookup<string, EpochRow>> epochs, pretrainings;
    private readonly Lazy<PublishedPoints> published;

    /// <summary>From readers of all cells that may be drawn.</summary>
    public FigureDetails(Func<IEnumerable<LayerRow>> layers, Func<IEnumerable<EpochRow>> epochs, Func<IEnumerable<EpochRow>> pretrainings, Func<PublishedPoints> published)
    {
        this.layers = new(() => layers().ToLookup(l => l.Identity, StringComparer.Ordinal));
        this.epochs = new(() => epochs().DistinctBy(e => (e.Identity, e.Epoch)).ToLookup(e => e.Identity, StringComparer.Ordinal));
        this.pretrainings = new(() => pretrainings().DistinctBy(e => (e.Identity, e.Epoch)).ToLookup(e => e.Identity, StringComparer.Ordinal));
        this.published = new(published);
    }

    /// <summary>Nothing.</summary>
    public static FigureDetails None { get; } = new(() => [], () => [], () => [], () => PublishedPoints.None);

    /// <summary>Of some sweeps in a database, which stays open until the figures are drawn; of all cells where one of them is null.</summary>
    public static FigureDetails Of(ResultReader reader, IReadOnlyList<string?> sweeps, Func<PublishedPoints> published) =>
        new(() => sweeps.SelectMany(reader.ReadLayers).DistinctBy(l => (l.Identity, l.Position)), () => sweeps.SelectMany(reader.ReadEpochs), () => sweeps.SelectMany(reader.ReadPretrainingEpochs), published);

    /// <summary>Layers in forward order, by cell.</summary>
    public ILookup<string, LayerRow> Layers => layers.Value;

    /// <summary>Epochs of retraining, by cell.</summary>
    public ILookup<string, EpochRow> Epochs => epochs.Value;

    /// <summary>Epochs of pretraining, by pretraining.</summary>
    public ILookup<string, EpochRow> Pretrainings => pretrainings.Value;

    /// <summary>What others have published.</summary>
    public PublishedPoints Published => published.Value;
}
