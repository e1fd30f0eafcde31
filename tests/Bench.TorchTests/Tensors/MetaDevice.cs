using Bench.Tensors;
using TorchSharp;
using static TorchSharp.torch;

namespace Bench.TorchTests.Tensors;

/// <summary>
/// A device on every machine whose tensors have no values: libtorch computes shapes there and refuses operations between it and the
/// CPU, as it does between a GPU and the CPU. (Convolutions, batch norm, ReLU, selections by index and reading a number are beyond it.)
/// </summary>
internal sealed class MetaDevice : ComputeDevice
{
    public override string Name => "meta";
    public override string Description => Name;
    public override Device Place => new(DeviceType.META);

    public override void Synchronize() { }
}
