using TorchSharp;
using static TorchSharp.torch;

namespace Bench.Models;

/// <summary>What an operation computes with in one body of a network: its tensors in the order in which it names them, and its chance.</summary>
/// <param name="Parameters">Fp32, or of the type of the body.</param>
/// <param name="Buffers">Running statistics, and constants that have a name.</param>
/// <param name="Mode">How.</param>
/// <param name="Chance">For an operation that draws; of the CPU.</param>
public readonly record struct OperationState(ReadOnlyMemory<Tensor> Parameters, ReadOnlyMemory<Tensor> Buffers, PassMode Mode, Generator? Chance)
{
    /// <summary>The parameter at a place; null where the operation has fewer.</summary>
    public Tensor? Parameter(int index) => index < Parameters.Length ? Parameters.Span[index] : null;
}
