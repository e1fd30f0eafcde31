using System.Text.Json;
using Bench.Core;
using Bench.Harness.Methods;
using Bench.Models;
using Bench.Results;
using Bench.Strategies;
using Bench.Sweeps;
using Bench.Tensors;
using static TorchSharp.torch;

namespace Bench.Harness.Running;

/// <summary>
/// The network that a cell has ended with, of which its headline tells: parameters, statistics and masks, in a file that knows its own checksum. It is there before the
/// cell's result is, and no part of the result.
/// </summary>
public sealed record KeptWeights
{
    private const string Weight = "weight/", Mask = "mask/";

    public required string Identity { get; init; }
    public required string Model { get; init; }

    /// <summary>Of one sample.</summary>
    public required InputShape Input { get; init; }
    public required int Classes { get; init; }

    /// <summary>Of the inputs.</summary>
    public required Normalization Normalization { get; init; }

    /// <inheritdoc cref="CellResult.KeptUnits"/>
    public string? KeptUnits { get; init; }

    /// <summary>The headline on the test set.</summary>
    public required long Correct { get; init; }
    public required long Total { get; init; }

    /// <summary>Keeps the network as the headline was measured; it is of no further use, so that its statistics may stay renewed.</summary>
    internal static void Keep(string path, CellResult result, RunContext context, RunState state)
    {
        if (context.Steps.OfType<MeasureStep>().First(s => s.Point == "before" == (result.Headline == "before")).Renewal is { } rule) NormRenewal.Renew(context, rule);
        var headline = result.Evaluations.First(e => e.Point == result.Headline && e.Split == "test");
        new KeptWeights
        {
            Identity = result.Identity, Model = context.Cell.Model, Input = context.Network.Input, Classes = context.Network.Classes, Normalization = context.Normalization,
            KeptUnits = result.KeptUnits, Correct = headline.Correct, Total = headline.Total,
        }.Write(path, context.Network, state);
    }

    /// <summary>Writes the network of a cell whose steps are done.</summary>
    /// <param name="path">The file.</param>
    /// <param name="network">As it is handed on.</param>
    /// <param name="state">With its masks.</param>
    internal void Write(string path, Network network, RunState state)
    {
        using var scope = NewDisposeScope();
        var tensors = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        foreach (var (name, tensor) in network.CopyState()) tensors.Add(Weight + name, tensor);
        foreach (var mask in state.Masks?.Masks ?? []) tensors.Add(Mask + mask.Tensor.Name, mask.Keep);
        CheckedTensorFile.Write(path, tensors, JsonSerializer.Serialize(this, HarnessJson.Default.KeptWeights));
        foreach (var (name, tensor) in tensors)
            if (name.StartsWith(Weight, StringComparison.Ordinal)) tensor.Dispose();
    }

    /// <summary>Reads a file; the caller owns the tensors.</summary>
    /// <exception cref="UserError">There is none, or it is not as it was written.</exception>
    public static KeptNetwork Read(string path)
    {
        try
        {
            var (tensors, text) = CheckedTensorFile.Read(path);
            Dictionary<string, Tensor> Of(string kind) =>
                tensors.Where(t => t.Key.StartsWith(kind, StringComparison.Ordinal)).ToDictionary(t => t.Key[kind.Length..], t => t.Value, StringComparer.Ordinal);
            return new KeptNetwork(JsonSerializer.Deserialize(text, HarnessJson.Default.KeptWeights)!, Of(Weight), Of(Mask));
        }
        catch (Exception fault) when (fault is InvalidDataException or JsonException)
        {
            throw new UserError($"the kept weights are of no use: {fault.Message.ReplaceLineEndings(" ")}", fault);
        }
        catch (Exception fault) when (FileTrouble.Is(fault))
        {
            throw new UserError($"the kept weights {path} cannot be read: {FileTrouble.Reason(fault)}", fault);
        }
    }

    /// <summary>How the weights of a cell that keeps none are got.</summary>
    public static string HowToGet(string identity) => $"'bench reproduce {identity[..Math.Min(12, identity.Length)]} --keep-weights' computes the cell again and keeps them";

    /// <summary>Bytes that the weights of a network take that is not pruned, and so at most.</summary>
    public static long MostBytes(long parameters) => 5 * parameters; // fp32, and a byte of a mask
}

/// <summary>What is kept of a cell.</summary>
/// <param name="Facts">What it is.</param>
/// <param name="State">Parameters and statistics by name.</param>
/// <param name="Masks">Of the parameters of which single weights are pruned, true where one is kept; empty where none are.</param>
public sealed record KeptNetwork(KeptWeights Facts, IReadOnlyDictionary<string, Tensor> State, IReadOnlyDictionary<string, Tensor> Masks) : IDisposable
{
    /// <summary>The network; the caller owns it.</summary>
    /// <param name="model">That the cell is of.</param>
    public Network Build(ModelEntry model)
    {
        var network = Network.Create(Part(model)?.Graph ?? GraphOf(model), null);
        network.LoadState(State);
        return network;
    }

    /// <summary>The network with all channels, those that are removed being zeros; null where it has them all anyway, or is a narrower one that has never had more.</summary>
    /// <exception cref="UserError">Zeros would change what it computes.</exception>
    public Network? BuildDense(ModelEntry model)
    {
        if (Part(model) is not { } part) return null;
        using var small = Build(model);
        return small.Expand(part, GraphOf(model));
    }

    /// <summary>Whether the network has lost channels.</summary>
    public bool IsShrunk => Facts.KeptUnits is not null && WidthOf(Facts.KeptUnits) is null;

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var tensor in State.Values.Concat(Masks.Values)) tensor.Dispose();
    }

    private NetworkGraph GraphOf(ModelEntry model) => NetworkGraph.Of(
        Facts.KeptUnits is { } units && WidthOf(units) is { } width ? model.WithWidth(width) : model, Facts.Input, Facts.Classes);

    internal ShrunkGraph? Part(ModelEntry model)
    {
        if (!IsShrunk) return null;
        var map = ChannelMap.Of(GraphOf(model));
        return map.Shrink(PackedBits.Unpack(Facts.KeptUnits!, map.Units));
    }

    private static double? WidthOf(string units) => units.StartsWith(PackedBits.Width, StringComparison.Ordinal)
        ? double.Parse(units[PackedBits.Width.Length..], System.Globalization.CultureInfo.InvariantCulture) : null;
}
