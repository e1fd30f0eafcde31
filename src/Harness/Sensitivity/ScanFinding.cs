namespace Bench.Harness.Sensitivity;

/// <summary>What one cut of a scan has come to: of the layer or group at a position in forward order, from 0, or −1 and no layer where nothing is cut.</summary>
internal sealed record ScanFinding(int Position, string? Layer, double Density, long Elements, long Kept, double Loss, int Correct, int CorrectTop5, int Total);

/// <summary>What a scan costs: samples that are scored and measured, with repetition, and passes of a batch each.</summary>
internal sealed record ScanCost(double Seconds, long Samples, long ForwardPasses, long BackwardPasses)
{
    public static ScanCost operator +(ScanCost a, ScanCost b) =>
        new(a.Seconds + b.Seconds, a.Samples + b.Samples, a.ForwardPasses + b.ForwardPasses, a.BackwardPasses + b.BackwardPasses);
}
