using Bench.Core;
using Bench.Models;
using Bench.Onnx;
using Bench.Results;
using Bench.Tensors;
using static TorchSharp.torch;

namespace Bench.Harness.Measuring;

/// <summary>A network that is timed, in some runtime.</summary>
internal interface ITimed : IDisposable
{
    /// <summary><c>dense</c>, <c>masked</c> or <c>shrunk</c>.</summary>
    string Name { get; }

    /// <summary>Whether it is the one that the cell ends with.</summary>
    bool HandedOn { get; }

    /// <inheritdoc cref="LatencyRecord.Runtime"/>
    string Runtime { get; }

    /// <inheritdoc cref="LatencyRecord.Precision"/>
    string Precision { get; }

    /// <inheritdoc cref="LatencyRecord.RuntimeVersion"/>
    string? RuntimeVersion { get; }

    InputShape Input { get; }

    /// <summary>A pass of certain inputs (N, C, H, W) that can be repeated.</summary>
    ITimedPass Prepare(Tensor inputs);
}

/// <summary>A pass that is timed.</summary>
internal interface ITimedPass : IDisposable
{
    void Run();
}

/// <summary>A network in this program.</summary>
/// <param name="Name"><c>dense</c>, <c>masked</c> or <c>shrunk</c>.</param>
/// <param name="HandedOn">Whether it is the one that the cell ends with.</param>
/// <param name="Network">With whatever weights.</param>
internal sealed record TimedNetwork(string Name, bool HandedOn, Network Network) : ITimed
{
    public string Runtime => LatencyRecord.Ours;
    public string Precision => LatencyRecord.Fp32;
    public string? RuntimeVersion => null;
    public InputShape Input => Network.Input;

    public ITimedPass Prepare(Tensor inputs)
    {
        Network.Mode = PassMode.Evaluation;
        return new Pass(Network, Layout.ChannelsLast(inputs.alias()).to(Network.Device.Place).DetachFromDisposeScope());
    }

    public void Dispose() => Network.Dispose();

    private sealed record Pass(Network Network, Tensor Inputs) : ITimedPass
    {
        public void Run() => Network.Forward(Inputs).Dispose();

        public void Dispose() => Inputs.Dispose();
    }
}

/// <summary>A network in ONNX Runtime, with one thread on the CPU.</summary>
/// <param name="Name"><c>dense</c>, <c>masked</c> or <c>shrunk</c>.</param>
/// <param name="HandedOn">Whether it is the one that the cell ends with.</param>
/// <param name="Precision"><c>fp32</c> or <c>int8</c>.</param>
/// <param name="Input">Of one sample.</param>
/// <param name="Session">The network.</param>
internal sealed record TimedSession(string Name, bool HandedOn, string Precision, InputShape Input, OnnxSession Session) : ITimed
{
    public string Runtime => LatencyRecord.OnnxRuntime;
    public string? RuntimeVersion => OnnxSession.Version;

    /// <summary>The same network as one of this program's.</summary>
    public static TimedSession Of(TimedNetwork network) =>
        new(network.Name, network.HandedOn, LatencyRecord.Fp32, network.Input, new OnnxSession(OnnxWriter.Bytes(OnnxGraph.Of(network.Network))));

    public ITimedPass Prepare(Tensor inputs)
    {
        using var packed = inputs.contiguous();
        return new Pass(Session.Prepare(packed.data<float>().ToArray(), packed.shape));
    }

    public void Dispose() => Session.Dispose();

    private sealed record Pass(OnnxPass Own) : ITimedPass
    {
        public void Run() => Own.Run();

        public void Dispose() => Own.Dispose();
    }
}
