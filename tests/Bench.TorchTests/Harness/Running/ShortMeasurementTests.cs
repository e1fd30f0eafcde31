using System.Text.Json;
using Bench.Core;
using Bench.Datasets;
using Bench.Harness.Running;
using Bench.Sweeps;
using Bench.TorchTests.Datasets;

namespace Bench.TorchTests.Harness.Running;

public sealed class ShortMeasurementTests
{
    [Theory, InlineData("like"), InlineData("densities"), InlineData("global")]
    public void A_cell_of_any_scope_is_measured(string scope)
    {
        var cell = TinyCells.Cell();
        var followed = JsonSerializer.SerializeToElement(cell.Strategy.Rule, SweepJson.Default.CutRule);
        var table = JsonSerializer.SerializeToElement(new[] { new object[] { "*", 0.5 } });
        cell = cell with
        {
            Strategy = cell.Strategy with
            {
                Scope = scope, ScopeOptions = scope switch { "like" => OptionValues.None.With("like", followed), "densities" => OptionValues.None.With("densities", table), _ => OptionValues.None },
            },
        };
        using var folder = new TemporaryFolder();
        using var runner = new CellRunner(new SearchPath([]), new WorkFolder(folder.Path), TimeSpan.FromHours(1), TimeProvider.System, _ => { });
        var measured = runner.Measure(cell, CancellationToken.None);
        Assert.All([measured.Pretraining, measured.Retraining, measured.Evaluation, measured.Other], seconds => Assert.NotEmpty(seconds));
    }
}
