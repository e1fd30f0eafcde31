using Bench.Core;

namespace Bench.Tests.Results;

/// <summary>Layers and epochs of many cells, read at once.</summary>
public sealed class DetailReaderTests(FilledDatabase filled) : IClassFixture<FilledDatabase>
{
    [Fact]
    public void Layers_come_cell_by_cell_in_forward_order()
    {
        using var reader = filled.Temporary.Read();
        var layers = reader.ReadLayers("quickstart").Where(l => l.Identity == "global-magnitude/2/0").ToList();
        Assert.Equal([("conv1", 500L, 300L), ("fc1", 14_500L, 1_700L)], layers.Select(l => (l.Name, l.Weights, l.Kept)));
        Assert.Equal(2 * 19, reader.ReadLayers().Count);
        Assert.Equal(reader.ReadLayers(), reader.ReadLayers("quickstart"));
    }

    [Fact]
    public void Epochs_begin_with_the_network_as_it_was_pruned()
    {
        using var reader = filled.Temporary.Read();
        var epochs = reader.ReadEpochs("quickstart").Where(e => e.Identity == "global-magnitude/2/0").ToList();
        Assert.Equal([0, 1, 2], epochs.Select(e => e.Epoch));
        Assert.Equal(0.88, epochs[1].ValidationTop1);
        Assert.NotNull(epochs[0].ValidationTop1);
        Assert.Equal(reader.ReadEpochs().Count, reader.ReadEpochs("quickstart").Count);
    }

    [Fact]
    public void Pretrainings_are_those_that_cells_start_from()
    {
        using var reader = filled.Temporary.Read();
        var starts = reader.ReadRows("quickstart").Select(r => r.Start).ToHashSet();
        Assert.NotEmpty(reader.ReadPretrainingEpochs("quickstart"));
        Assert.All(reader.ReadPretrainingEpochs("quickstart"), e => Assert.Contains(e.Identity, starts));
        Assert.Contains("unknown sweep 'quikstart': did you mean 'quickstart'?", Assert.Throws<UserError>(() => reader.ReadEpochs("quikstart")).Message, StringComparison.Ordinal);
    }
}
