using Bench.Core;
using Bench.Models;

namespace Bench.Strategies;

/// <summary>
/// Whole channels, with all that must go with them (<see cref="ChannelMap"/>): they are removed, and a smaller network is left. Of all networks in the order
/// of the scores it is the largest that is small enough.
/// </summary>
public sealed class ChannelStructure : IStructure
{
    public const string Parameters = "compression", Macs = "macs";

    /// <summary>What is to be made small.</summary>
    public static readonly ChoiceOption Target = new("target", Parameters, "what the ratio is of: parameters (compression), or multiply-adds (macs)", [Parameters, Macs]);
    public static readonly WholeOption Least = new("least", 1, "units kept of each group at least");
    public static readonly WholeOption Multiple = new("multiple", 1, "channels of each group are kept in multiples of it, rounded up");
    public static readonly ChoiceOption Combine = new("combine", "paper", "how the scores of coupled layers become one; 'paper': as the criterion's does", ["paper", .. ChannelCombination.All]);
    public static readonly ChoiceOption Normalize = new("normalize", "paper", "by what the scores of each group are divided; 'paper': as the criterion's does", ["paper", .. ChannelNormalization.All]);

    public string Name => "channel";
    public string Title => "whole channels, with all that must go with them: what is left is a smaller network";
    public string Source => "Li et al., Pruning Filters for Efficient ConvNets, ICLR 2017; Fang et al., DepGraph, CVPR 2023";
    public IReadOnlyList<PartOption> Options => [Target, Least, Multiple, Combine, Normalize];

    /// <summary>What a network counts under options: parameters as the protocol counts them, or multiply-adds of one sample.</summary>
    /// <exception cref="UserError">The protocol does not count channels.</exception>
    public static Func<NetworkGraph, long> Size(IProtocol protocol, OptionValues options) => graph => Target.Of(options) == Macs
        ? graph.Macs
        : protocol.ChannelSize(graph) ?? throw new UserError($"protocol '{protocol.Name}' prunes single weights, not channels: take the protocol bench");

    /// <summary>The same in words.</summary>
    public static string Counted(OptionValues options) => Target.Of(options) == Macs ? "multiply-adds" : "parameters";
}
