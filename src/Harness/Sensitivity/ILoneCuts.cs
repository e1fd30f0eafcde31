using Bench.Models;

namespace Bench.Harness.Sensitivity;

/// <summary>Cuts of one network, each of one layer or group alone.</summary>
internal interface ILoneCuts : IDisposable
{
    /// <summary>What scoring has cost so far.</summary>
    ScanCost Cost { get; }

    /// <summary>The network with one unit cut, as long as the answer is not disposed of; until then there is no other cut.</summary>
    /// <param name="unit">Its place; −1: nothing is cut.</param>
    /// <param name="kept">Elements of it that are kept.</param>
    LoneCut Make(int unit, long kept);
}

/// <summary>A network of which something is cut.</summary>
internal sealed record LoneCut(Network Network, Action Undo) : IDisposable
{
    public void Dispose() => Undo();
}
