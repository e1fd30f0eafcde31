using Bench.Models;

namespace Bench.Cli.Display;

/// <summary>What a network is made of, in words.</summary>
internal static class GraphText
{
    public static string Layers(NetworkGraph graph) => $"{Words.Count(graph.Layers.Count, "convolution or linear layer")}, {Words.Count(graph.Norms.Count, "batch norm")}";

    public static string Channels(ChannelMap map) => $"{Words.Count(map.Units, "unit")} in {Words.Count(map.Groups.Count, "group")}";

    /// <summary>All of it on a line.</summary>
    public static string Outline(NetworkGraph graph) =>
        $"{Layers(graph)}, channels: {Channels(ChannelMap.Of(graph))}, {graph.TotalParameters:N0} parameters, {graph.Macs:N0} MACs a sample";
}
