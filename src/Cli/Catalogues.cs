using Bench.Datasets;
using Bench.Figures;
using Bench.Harness.Training;
using Bench.Models;
using Bench.Onnx;
using Bench.Strategies;
using Bench.Sweeps;

namespace Bench.Cli;

/// <summary>The catalogues of data sets, models and strategies as the reader of sweeps wants them.</summary>
internal static class Catalogues
{
    private static readonly CutRules WithinLayers = new(new LayerScope());

    private static CriterionWord OfChannels(CriterionWord word) => !word.ScoresChannels ? word
        : ChannelCriteria.Find(word.Name) is var own ? word with { Combination = own.Combination, Normalization = own.Normalization, ScoresUnits = own.ScoresUnits } : word;

    public static Vocabulary Vocabulary() => new()
    {
        Datasets = [.. DatasetCatalogue.All.Select(d => new Word(d.Info.Name))],
        Models = [.. ModelCatalogue.All.Select(m => new ModelWord(m.Name, m.Family) { TrainingVersion = m.TrainingVersion })],
        Criteria =
        [
            .. Criteria.All.Select(c => OfChannels(new CriterionWord(c.Name, c.NeedsData, c.Version)
            {
                Options = c.Options, NeedsInitial = c.NeedsInitial, NeedsTraining = c.NeedsTraining, Updates = c.Updates, IsLayerwise = c.IsLayerwise,
                SameWithinLayers = c.SameWithinLayers, IsSigned = c.IsSigned, IsOfWholeNetworks = c.IsOfWholeNetworks, ScoresChannels = ChannelCriteria.Takes(c.Name),
            })),
            .. ChannelCriteria.Alone.Select(c => OfChannels(new(c.Name, c.NeedsData, c.Version) { Options = c.Options, ScoresWeights = false, ScoresChannels = true })),
            new CriterionWord(ChannelCriteria.Width, NeedsData: false) { ScoresWeights = false, ScoresChannels = true, DrawsAnew = true },
        ],
        Scopes = [.. Scopes.All.Select(s => new ScopeWord(s.Name, s.Version) { Options = s.Options, IsWithinLayers = s.IsWithinLayers, TakesChannels = ChannelCutRequest.Scopes.Contains(s.Name) })],
        Structures = [.. Structures.All.Select(s => new StructureWord(s.Name, s.Version) { Options = s.Options, FixesRatio = s.DictatesRatio, WhyNot = options => s.Refuses(WithinLayers, options) })],
        Protocols = [.. Protocols.All.Select(p => new ProtocolWord(p.Name, p.Version, p.ScoringBatches, p.ScoringBatchNorm) { CutsOnce = p.CutsOnce })],
        Precisions = [.. Trainer.Precisions.Select(p => new Word(p))],
        Figures = new FigureWords(
            [.. FigureKind.All.Select(k => new FigureKindWord(k.Name, k.Refusal))],
            [.. FigureOption.All.Select(o => new FigureOptionWord(o.Name, values => o.Mistake(values))
            {
                Names = o.Names switch { "strategy" => FigureNames.Strategies, "dataset" => FigureNames.Datasets, "model" => FigureNames.Models, "any" => FigureNames.Any, _ => null },
            })]),
        TrainingVersion = Trainer.Version,
        WarmupVersion = Trainer.WarmupVersion,
        WidthVersion = NetworkGraph.WidthVersion,
        RandomRoundsVersion = RandomChannelCriterion.RoundsVersion,
        OwnNetworkVersion = OnnxModel.ReadingVersion,
    };
}
