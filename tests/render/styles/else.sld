<?xml version="1.0" encoding="UTF-8"?>
<StyledLayerDescriptor version="1.0.0" xmlns="http://www.opengis.net/sld" xmlns:ogc="http://www.opengis.net/ogc">
  <NamedLayer>
    <Name>houses</Name>
    <UserStyle>
      <FeatureTypeStyle>
        <Rule>
          <ElseFilter/>
          <PolygonSymbolizer><Fill><CssParameter name="fill">#445566</CssParameter></Fill></PolygonSymbolizer>
        </Rule>
        <Rule>
          <Title>Low homes</Title>
          <ogc:Filter>
            <ogc:And>
              <ogc:PropertyIsEqualTo><ogc:PropertyName>use</ogc:PropertyName><ogc:Literal>home</ogc:Literal></ogc:PropertyIsEqualTo>
              <ogc:PropertyIsBetween>
                <ogc:PropertyName>height</ogc:PropertyName>
                <ogc:LowerBoundary><ogc:Literal>0</ogc:Literal></ogc:LowerBoundary>
                <ogc:UpperBoundary><ogc:Add><ogc:Literal>4</ogc:Literal><ogc:Literal>4</ogc:Literal></ogc:Add></ogc:UpperBoundary>
              </ogc:PropertyIsBetween>
            </ogc:And>
          </ogc:Filter>
          <PolygonSymbolizer><Fill><CssParameter name="fill">#112233</CssParameter></Fill></PolygonSymbolizer>
          <TextSymbolizer><Label>A <ogc:PropertyName>use</ogc:PropertyName></Label></TextSymbolizer>
        </Rule>
        <Rule>
          <Title>Far away only</Title>
          <MinScaleDenominator>100000</MinScaleDenominator>
          <PolygonSymbolizer><Fill><CssParameter name="fill">#ff0000</CssParameter></Fill></PolygonSymbolizer>
          <PointSymbolizer><Graphic><ExternalGraphic/></Graphic></PointSymbolizer>
        </Rule>
      </FeatureTypeStyle>
    </UserStyle>
  </NamedLayer>
</StyledLayerDescriptor>
