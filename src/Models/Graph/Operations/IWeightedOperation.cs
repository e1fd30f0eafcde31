using Bench.Core;

namespace Bench.Models;

/// <summary>A layer that multiplies by weights: what is pruned and counted.</summary>
internal interface IWeightedOperation
{
    /// <summary>As a layer of the network.</summary>
    LayerInfo Describe(int index, InputShape input, InputShape output, bool isOutput);
}
