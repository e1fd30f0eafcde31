using Bench.Models;
using Bench.Strategies;
using Bench.Sweeps;

namespace Bench.Harness.Sensitivity;

/// <summary>A cut of a scan: one layer or group alone, to one density.</summary>
/// <param name="Scan">Of which.</param>
/// <param name="Unit">Its place in forward order; −1: nothing is cut.</param>
/// <param name="Layer">Its name; null: nothing is cut.</param>
/// <param name="Density">To which.</param>
public sealed record PlannedCut(PlannedScan Scan, int Unit, string? Layer, double Density)
{
    public string Identity { get; } = Scan.IdentityOf(Layer, Density);

    /// <summary>All cuts of a scan, the uncut network first, which the others are compared with.</summary>
    /// <exception cref="Core.UserError">Nothing of the network can be cut so.</exception>
    public static IEnumerable<PlannedCut> Of(PlannedScan scan, NetworkGraph graph, IReadOnlyList<double> densities) =>
        ScanUnit.Of(graph, Protocols.Find(scan.Spec.Protocol), scan.Rule.Cut).Index()
            .SelectMany(unit => densities.Select(density => new PlannedCut(scan, unit.Index, unit.Item.Name, density))).Prepend(new PlannedCut(scan, -1, null, 1));
}
